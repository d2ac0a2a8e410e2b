using MassTransit;
using Microsoft.Extensions.Logging;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Broker.RabbitMq;

/// <summary>Sends, and returns when the broker has it safely.</summary>
/// <param name="bus">With a connection for this alone.</param>
/// <param name="link">Tells when the broker is there.</param>
/// <param name="time">For waiting.</param>
/// <param name="logger">Hears of failed starts.</param>
internal sealed class RabbitSender(RabbitBus bus, RabbitLink link, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan _confirmation = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts when the broker is there.</summary>
    /// <param name="ct">Ends the trying; this is no error.</param>
    public async Task StartAsync(CancellationToken ct)
    {
        while (!_started.Task.IsCompleted && !ct.IsCancellationRequested)
            try
            {
                await link.PresentAsync(ct);
                await bus.StartAsync(ct);
                _started.TrySetResult();
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                Log.BusFailed(logger, fault);
                await Task.Delay(_retry, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    /// <summary>Sends to a queue.</summary>
    /// <param name="message">What.</param>
    /// <param name="queue">Name of its exchange. As the address of a queue MassTransit would declare it, without its type.</param>
    /// <param name="ct">Ends the waiting.</param>
    public Task SendAsync(object message, string queue, CancellationToken ct) => ConfirmedAsync(queue, async end =>
    {
        var exchange = await bus.Control.GetSendEndpoint(new Uri($"exchange:{queue}"));
        await exchange.Send(message, message.GetType(), Pipe.Execute<SendContext>(Demand), end);
    }, ct);

    /// <summary>Sends to everybody who listens, be it nobody.</summary>
    /// <param name="message">What.</param>
    /// <param name="exchange">Name of its exchange, for faults.</param>
    /// <param name="ct">Ends the waiting.</param>
    public Task PublishAsync(object message, string exchange, CancellationToken ct) => ConfirmedAsync(exchange, end => bus.Control.Publish(message, end), ct);

    /// <summary>Closes the connection.</summary>
    /// <param name="ct">Ends the waiting.</param>
    public Task StopAsync(CancellationToken ct) => _started.Task.IsCompleted ? bus.StopAsync(ct) : Task.CompletedTask;

    public void Dispose() => bus.Dispose();

    private async Task ConfirmedAsync(string queue, Func<CancellationToken, Task> send, CancellationToken ct)
    {
        await _started.Task.WaitAsync(ct);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            await InTimeAsync(queue, send(end.Token), ct);
        }
        catch (MessageReturnedException fault)
        {
            link.Miss();
            throw new BrokerException($"Nothing receives what is sent to {queue}: its queue is not there yet.", fault);
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not BrokerException)
        {
            throw new BrokerException($"The broker did not take a message for {queue}: {fault.GetBaseException().Message}", fault);
        }
        finally
        {
            await end.CancelAsync();
        }
    }

    // A broker that is away is waited for. One that is there and confirms nothing, because it is short of disk or a queue lacks its majority, is not.
    private async Task InTimeAsync(string queue, Task sending, CancellationToken ct)
    {
        while (true)
            try
            {
                await sending.WaitAsync(_confirmation, time, ct);
                return;
            }
            catch (TimeoutException fault) when (!sending.IsCompleted)
            {
                if (link.Trouble is null)
                    throw new BrokerException($"The broker did not confirm a message for {queue} within {_confirmation.TotalSeconds:0} s.", fault);
            }
    }

    // Mandatory: comes back when no queue is bound. Confirmed: by the connection.
    private static void Demand(SendContext context)
    {
        if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
            rabbit.Mandatory = true;
    }
}
