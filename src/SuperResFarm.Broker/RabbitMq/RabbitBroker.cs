using System.Collections.Concurrent;
using System.Globalization;
using MassTransit;
using Microsoft.Extensions.Logging;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Broker.RabbitMq;

/// <summary>The queues at RabbitMQ.</summary>
internal sealed class RabbitBroker : IFarmBroker, IDisposable
{
    private static readonly TimeSpan _confirmation = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<string, RabbitBus> _newBus;
    private readonly RabbitBus _sending;
    private readonly List<RabbitBus> _taking = [];
    private readonly ConcurrentDictionary<RabbitSubscription, bool> _subscriptions = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    /// <param name="options">Valid options.</param>
    /// <param name="time">For waiting.</param>
    /// <param name="loggers">The host's.</param>
    public RabbitBroker(BrokerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        (_time, _logger) = (time, loggers.CreateLogger<RabbitBroker>());
        Link = new RabbitLink(new RabbitAddress(options), time, _logger);
        Policies = options.Management is null ? null : new QueuePolicies(options, time);
        _newBus = name => new RabbitBus(options, name, loggers);
        _sending = _newBus("superres sending");
    }

    /// <summary>Whether the broker is there.</summary>
    public RabbitLink Link { get; }

    /// <summary>Whether the queues have their policies; null: nobody can be asked.</summary>
    public QueuePolicies? Policies { get; }

    /// <summary>Queues that ought to be taken from and are not at this moment.</summary>
    public IEnumerable<string> NotTaken => _subscriptions.Keys.Where(one => !one.Taking).Select(one => one.Queue).Distinct();

    /// <summary>Begins to connect; returns at once, with or without a broker.</summary>
    public void Start() => _running = Task.WhenAll(Link.RunAsync(_stop.Token), StartSendingAsync(_stop.Token));

    /// <summary>Stops what still takes messages, then the connections.</summary>
    /// <param name="ct">Ends the waiting for handlers.</param>
    public async Task StopAsync(CancellationToken ct)
    {
        await Task.WhenAll(_subscriptions.Keys.Select(one => one.StopAsync(ct)));
        await _stop.CancelAsync();
        await _running;
        if (_started.Task.IsCompletedSuccessfully)
            await Task.WhenAll(_taking.Append(_sending).Select(bus => bus.StopAsync(ct)));
    }

    public void Dispose()
    {
        _sending.Dispose();
        _taking.ForEach(bus => bus.Dispose());
        Policies?.Dispose();
        _stop.Dispose();
    }

    public Task SendAsync(UpscaleItem item, CancellationToken ct) => SendAsync(item, QueueNames.Of(item.Priority), ct);

    public Task SendAsync(IItemReport report, CancellationToken ct) => SendAsync(report, QueueNames.Reports, ct);

    public Task SendAsync(CancelJob cancel, CancellationToken ct) =>
        SendingAsync(QueueNames.Cancels, token => _sending.Control.Publish(cancel, token), ct);

    public Task<ISubscription> TakeItemsAsync(Priority priority, int prefetch, Func<ItemDelivery, CancellationToken, Task> take, CancellationToken ct) =>
        TakeAsync(QueueNames.Of(priority), prefetch, (endpoint, handlers) =>
            endpoint.Handler<UpscaleItem>(context => handlers.RunAsync(end => take(new ItemDelivery(context.Message, Before(context)), end), Before(context), context.CancellationToken)), ct);

    public Task<ISubscription> TakeReportsAsync(int prefetch, Func<IItemReport, CancellationToken, Task> take, CancellationToken ct) =>
        TakeAsync(QueueNames.Reports, prefetch, (endpoint, handlers) =>
        {
            Handle<ItemStarted>();
            Handle<ItemProgressed>();
            Handle<ItemUpscaled>();
            Handle<ItemFailed>();

            void Handle<T>()
                where T : class, IItemReport =>
                endpoint.Handler<T>(context => handlers.RunAsync(end => take(context.Message, end), Before(context), context.CancellationToken));
        }, ct);

    public Task<ISubscription> HearCancelsAsync(Func<CancelJob, CancellationToken, Task> hear, CancellationToken ct)
    {
        // Durable and expiring, not transient: RabbitMQ gives up transient queues, and what is said in a short outage is heard so.
        var queue = $"{QueueNames.Cancels}.{Environment.MachineName}.{Guid.NewGuid():n}".ToLowerInvariant();
        return BeginAsync(queue, (bus, handlers, observer) => bus.ConnectReceiveEndpoint(queue, endpoint =>
        {
            endpoint.ConnectReceiveEndpointObserver(observer);
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PublishFaults = false;
            endpoint.PrefetchCount = 10;
            endpoint.ConcurrentMessageLimit = 1;
            endpoint.DiscardSkippedMessages();
            var rabbit = (IRabbitMqReceiveEndpointConfigurator)endpoint;
            rabbit.AutoDelete = true;
            rabbit.QueueExpiration = TimeSpan.FromMinutes(1);
            rabbit.Bind(QueueNames.Cancels);
            endpoint.ConfigureError(error => error.UseFilter(new GiveBackFilter(queue, _logger)));
            endpoint.Handler<CancelJob>(context => handlers.RunAsync(end => hear(context.Message, end), 0, context.CancellationToken));
        }), ct);
    }

    private Task<ISubscription> TakeAsync(string queue, int prefetch, Action<IReceiveEndpointConfigurator, Handlers> handle, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prefetch, 1);
        return BeginAsync(queue, (bus, handlers, observer) => bus.ConnectReceiveEndpoint(queue, endpoint =>
        {
            endpoint.ConnectReceiveEndpointObserver(observer);
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PublishFaults = false;
            endpoint.PrefetchCount = prefetch;
            endpoint.ConcurrentMessageLimit = prefetch;
            ((IRabbitMqReceiveEndpointConfigurator)endpoint).SetQuorumQueue();
            endpoint.ConfigureError(error =>
            {
                error.UseFilter(new GiveBackFilter(queue, _logger));
                error.UseFilter(new MassTransit.Middleware.ErrorTransportFilter());
            });
            handle(endpoint, handlers);
        }), ct);
    }

    private async Task<ISubscription> BeginAsync(
        string queue, Func<IBusControl, Handlers, IReceiveEndpointObserver, HostReceiveEndpointHandle> connect, CancellationToken ct)
    {
        await _started.Task.WaitAsync(ct);
        var bus = BusFor(queue);
        var handlers = new Handlers(queue, _time, _logger);
        var subscription = new RabbitSubscription(queue, observer => connect(bus.Control, handlers, observer), handlers, Link, _time, _logger, ended =>
        {
            if (_subscriptions.TryRemove(ended, out _))
                lock (_taking)
                    bus.Taken.Remove(queue);
        });
        _subscriptions[subscription] = true;
        await subscription.BeginAsync(bus, ct);
        return subscription;
    }

    // One connection takes from all queues; only whoever takes from a queue twice needs another.
    private RabbitBus BusFor(string queue)
    {
        lock (_taking)
        {
            if (_taking.Find(bus => bus.Taken.Add(queue)) is { } free)
                return free;
            var bus = _newBus("superres taking");
            bus.Taken.Add(queue);
            _taking.Add(bus);
            return bus;
        }
    }

    private Task SendAsync<T>(T message, string queue, CancellationToken ct)
        where T : class =>
        SendingAsync(queue, async token =>
        {
            var exchange = await _sending.Control.GetSendEndpoint(new Uri($"exchange:{queue}"));
            await exchange.Send((object)message, message.GetType(), Pipe.Execute<SendContext>(Demand), token);
        }, ct);

    private async Task SendingAsync(string queue, Func<CancellationToken, Task> send, CancellationToken ct)
    {
        await _started.Task.WaitAsync(ct);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            await ConfirmedAsync(queue, send(end.Token), ct);
        }
        catch (MessageReturnedException fault)
        {
            Link.Miss();
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

    // A broker that is away is waited for. One that is there and confirms nothing, because a queue lacks its majority, is not.
    private async Task ConfirmedAsync(string queue, Task sending, CancellationToken ct)
    {
        while (true)
            try
            {
                await sending.WaitAsync(_confirmation, _time, ct);
                return;
            }
            catch (TimeoutException fault) when (!sending.IsCompleted)
            {
                if (Link.Trouble is null)
                    throw new BrokerException($"The broker did not confirm a message for {queue} within {_confirmation.TotalSeconds:0} s.", fault);
            }
    }

    // Mandatory: comes back when no queue is bound. Confirmed: by the connection.
    private static void Demand(SendContext context)
    {
        if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
            rabbit.Mandatory = true;
    }

    // Quorum queues count; the header is absent the first time, and its integer type differs between versions.
    private static int Before(ConsumeContext context) =>
        context.ReceiveContext.TransportHeaders.TryGetHeader("x-delivery-count", out var count) && count is IConvertible number
            ? (int)Math.Clamp(number.ToInt64(CultureInfo.InvariantCulture), 0, int.MaxValue) : 0;

    private async Task StartSendingAsync(CancellationToken ct)
    {
        while (!_started.Task.IsCompleted && !ct.IsCancellationRequested)
            try
            {
                await Link.PresentAsync(ct);
                await _sending.StartAsync(ct);
                _started.TrySetResult();
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                Log.BusFailed(_logger, fault);
                await Task.Delay(TimeSpan.FromSeconds(1), _time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }
}
