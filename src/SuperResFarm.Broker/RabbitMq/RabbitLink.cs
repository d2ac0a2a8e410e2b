using Microsoft.Extensions.Logging;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Broker.RabbitMq;

/// <summary>
/// Keeps a connection of its own on which it declares what stands at the broker, whenever the broker comes back and every now and then. So messages
/// can be sent before any worker has ever begun, and there is always an answer to whether the broker is there.
/// </summary>
/// <param name="address">The broker.</param>
/// <param name="time">For waiting.</param>
/// <param name="logger">Hears of troubles, each once.</param>
internal sealed class RabbitLink(RabbitAddress address, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _again = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private TaskCompletionSource _present = NewSource();
    private TaskCompletionSource _missed = NewSource();
    private string? _trouble = $"The broker {address} was not reached yet.";

    /// <summary>One sentence about what is wrong; null: the broker is there and everything is declared.</summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    /// <returns>When the broker is there and everything is declared.</returns>
    /// <param name="ct">Ends the waiting.</param>
    public Task PresentAsync(CancellationToken ct)
    {
        lock (_lock)
            return _present.Task.WaitAsync(ct);
    }

    /// <summary>Somebody missed a queue: all is declared again soon.</summary>
    public void Miss() => Volatile.Read(ref _missed).TrySetResult();

    /// <summary>Works until it is stopped.</summary>
    /// <param name="ct">Stops it; this is no error.</param>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await HoldAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                Lost(address.Explain(fault));
            }
            await Task.Delay(_retry, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HoldAsync(CancellationToken ct)
    {
        await using var connection = await address.Factory("superres topology").CreateConnectionAsync(ct);
        var shut = NewSource();
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            shut.TrySetResult();
            return Task.CompletedTask;
        };
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        while (connection.IsOpen)
        {
            var missed = Interlocked.Exchange(ref _missed, NewSource());
            await RabbitTopology.DeclareAsync(channel, ct);
            Declared();
            await Task.WhenAny(shut.Task, _missed.Task, Task.Delay(_again, time, ct));
            ct.ThrowIfCancellationRequested();
        }
        Lost($"The broker {address} closed the connection: {connection.CloseReason?.ReplyText}.");
    }

    private void Declared()
    {
        if (Interlocked.Exchange(ref _trouble, null) is not null)
            Log.Declared(logger, address.ToString());
        lock (_lock)
            _present.TrySetResult();
    }

    private void Lost(string trouble)
    {
        if (Interlocked.Exchange(ref _trouble, trouble) != trouble)
            Log.Trouble(logger, trouble);
        lock (_lock)
            if (_present.Task.IsCompleted)
                _present = NewSource();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
