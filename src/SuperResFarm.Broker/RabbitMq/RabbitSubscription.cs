using MassTransit;
using Microsoft.Extensions.Logging;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Broker.RabbitMq;

/// <summary>A receiver at a queue. MassTransit brings it back after an outage; where it gave up, a new one is connected.</summary>
/// <param name="queue">The queue.</param>
/// <param name="connect">Connects a receiver.</param>
/// <param name="handlers">Those that run.</param>
/// <param name="link">Tells when the broker is there.</param>
/// <param name="time">For waiting.</param>
/// <param name="logger">Hears of replaced receivers.</param>
/// <param name="ended">Called when it is stopped.</param>
internal sealed class RabbitSubscription(
    string queue, Func<IReceiveEndpointObserver, HostReceiveEndpointHandle> connect, Handlers handlers, RabbitLink link, TimeProvider time,
    ILogger logger, Action<RabbitSubscription> ended) : ISubscription
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _comeBack = TimeSpan.FromSeconds(10);

    private HostReceiveEndpointHandle? _receiver;
    private Sight _sight = new();
    private Task _watching = Task.CompletedTask;

    /// <summary>Name of the queue.</summary>
    public string Queue => queue;

    /// <summary>Whether messages of the queue come here now.</summary>
    public bool Taking => _sight.Taking;

    /// <summary>Begins; the broker is waited for.</summary>
    /// <param name="bus">What it is connected to.</param>
    /// <param name="ct">Ends the beginning; nothing is taken then.</param>
    public async Task BeginAsync(RabbitBus bus, CancellationToken ct)
    {
        try
        {
            await link.PresentAsync(ct);
            await bus.StartAsync(ct);
            Connect();
            _watching = WatchAsync();
            while (!Taking)
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, ct);
        }
        catch
        {
            await StopAsync(new CancellationToken(canceled: true));
            throw;
        }
    }

    public async Task StopAsync(CancellationToken ct)
    {
        await handlers.StopAsync(EndAsync, ct);
        ended(this);
    }

    private async Task EndAsync(CancellationToken ct)
    {
        await _watching;
        if (_receiver is not null)
            await _receiver.StopAsync(ct);
    }

    private void Connect()
    {
        _sight = new Sight();
        _receiver = connect(_sight);
    }

    private async Task WatchAsync()
    {
        long? missing = null;
        while (!handlers.Stopping.IsCancellationRequested)
        {
            await Task.Delay(_look, time, handlers.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Taking || link.Trouble is not null)
                missing = null;
            else if (time.GetElapsedTime(missing ??= time.GetTimestamp()) > _comeBack && !handlers.Stopping.IsCancellationRequested)
            {
                Log.TakenAnew(logger, queue);
                await ReplaceAsync();
                missing = null;
            }
        }
    }

    private async Task ReplaceAsync()
    {
        using var soon = new CancellationTokenSource(_look, time);
        try
        {
            if (_receiver is not null)
                await _receiver.StopAsync(soon.Token).WaitAsync(_comeBack, time);
        }
        catch (Exception fault) when (fault is OperationCanceledException or TimeoutException)
        {
            // It is given up in any case.
        }
        catch (Exception fault)
        {
            Log.BusFailed(logger, fault);
        }
        try
        {
            Connect();
        }
        catch (Exception fault)
        {
            Log.BusFailed(logger, fault);
        }
    }

    private sealed class Sight : IReceiveEndpointObserver
    {
        private volatile bool _taking;

        public bool Taking => _taking;

        public Task Ready(ReceiveEndpointReady ready) => Set(ready.IsStarted);

        public Task Stopping(ReceiveEndpointStopping stopping) => Set(false);

        public Task Completed(ReceiveEndpointCompleted completed) => Set(false);

        public Task Faulted(ReceiveEndpointFaulted faulted) => Set(false);

        private Task Set(bool taking)
        {
            _taking = taking;
            return Task.CompletedTask;
        }
    }
}
