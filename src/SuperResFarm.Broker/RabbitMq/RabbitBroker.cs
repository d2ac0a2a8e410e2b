using System.Globalization;
using MassTransit;
using MassTransit.Middleware;
using Microsoft.Extensions.Logging;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Telemetry;

namespace SuperResFarm.Broker.RabbitMq;

/// <summary>The queues at RabbitMQ.</summary>
internal sealed class RabbitBroker : IFarmBroker, IDisposable
{
    // How many cancellations are held here; they are heard one after the other.
    private const int HeldCancels = 10;

    // How long a listener's queue outlives its listener.
    private static readonly TimeSpan _absence = TimeSpan.FromMinutes(1);

    private readonly RabbitSender _sender;
    private readonly RabbitReceivers _receivers;
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private Task _running = Task.CompletedTask;

    /// <param name="options">Valid options.</param>
    /// <param name="time">For waiting.</param>
    /// <param name="loggers">The host's.</param>
    public RabbitBroker(BrokerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _time = time;
        var logger = loggers.CreateLogger<RabbitBroker>();
        Link = new RabbitLink(new RabbitAddress(options), time, logger);
        Policies = options.Management is null ? null : new QueuePolicies(options, time);
        _sender = new RabbitSender(new RabbitBus(options, "superres sending", loggers), Link, time, logger);
        _receivers = new RabbitReceivers(() => new RabbitBus(options, "superres taking", loggers), Link, time, logger);
    }

    /// <summary>Whether the broker is there.</summary>
    public RabbitLink Link { get; }

    /// <summary>Whether the queues have their policies; null: nobody can be asked.</summary>
    public QueuePolicies? Policies { get; }

    /// <summary>Queues that ought to be taken from and are not at this moment.</summary>
    public IEnumerable<string> NotTaken => _receivers.Missing;

    /// <summary>Begins to connect; returns at once, with or without a broker.</summary>
    public void Start() => _running = Task.WhenAll(Link.RunAsync(_stop.Token), _sender.StartAsync(_stop.Token));

    /// <summary>Stops what still takes messages, then the connections.</summary>
    /// <param name="ct">Ends the waiting for handlers.</param>
    public async Task StopAsync(CancellationToken ct)
    {
        await _receivers.StopAsync(ct);
        await _stop.CancelAsync();
        await _running;
        await Task.WhenAll(_sender.StopAsync(ct), _receivers.CloseAsync(ct));
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receivers.Dispose();
        Policies?.Dispose();
        _stop.Dispose();
    }

    public Task SendAsync(UpscaleItem item, CancellationToken ct) => _sender.SendAsync(item, QueueNames.Of(item.Priority), ct);

    public Task SendAsync(IItemReport report, CancellationToken ct) => _sender.SendAsync(report, QueueNames.Reports, ct);

    public Task SendAsync(CancelJob cancel, CancellationToken ct) => _sender.PublishAsync(cancel, QueueNames.Cancels, ct);

    public Task<ISubscription> TakeItemsAsync(Priority priority, int prefetch, Func<ItemDelivery, CancellationToken, Task> take, CancellationToken ct) =>
        TakeAsync(QueueNames.Of(priority), prefetch, (receiver, handlers) =>
            Handle<UpscaleItem>(receiver, handlers, (context, before, end) => take(new ItemDelivery(context.Message, before), end)), ct);

    public Task<ISubscription> TakeReportsAsync(int prefetch, Func<IItemReport, CancellationToken, Task> take, CancellationToken ct) =>
        TakeAsync(QueueNames.Reports, prefetch, (receiver, handlers) =>
        {
            HandleReport<ItemStarted>(receiver, handlers, take);
            HandleReport<ItemProgressed>(receiver, handlers, take);
            HandleReport<ItemUpscaled>(receiver, handlers, take);
            HandleReport<ItemFailed>(receiver, handlers, take);
        }, ct);

    public Task<ISubscription> HearCancelsAsync(Func<CancelJob, CancellationToken, Task> hear, CancellationToken ct) =>
        _receivers.BeginAsync($"{QueueNames.Cancels}.{Environment.MachineName}.{Guid.NewGuid():n}".ToLowerInvariant(), (receiver, handlers) =>
        {
            // Expiring, and not transient: RabbitMQ gives up transient queues, and so what is said in a short outage is heard after it.
            receiver.QueueExpiration = _absence;
            receiver.AutoDelete = true;
            receiver.Bind(QueueNames.Cancels);
            receiver.PrefetchCount = HeldCancels;
            receiver.ConcurrentMessageLimit = 1;
            receiver.DiscardSkippedMessages();
            Handle<CancelJob>(receiver, handlers, (context, _, end) => hear(context.Message, end));
        }, ct);

    private Task<ISubscription> TakeAsync(string queue, int prefetch, Action<IRabbitMqReceiveEndpointConfigurator, Handlers> handle, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prefetch, 1);
        return _receivers.BeginAsync(queue, (receiver, handlers) =>
        {
            receiver.SetQuorumQueue();
            receiver.PrefetchCount = prefetch;
            receiver.ConcurrentMessageLimit = prefetch;
            receiver.ConfigureError(error => error.UseFilter(new ErrorTransportFilter()));
            handle(receiver, handlers);
        }, ct);
    }

    private void HandleReport<T>(IRabbitMqReceiveEndpointConfigurator receiver, Handlers handlers, Func<IItemReport, CancellationToken, Task> take)
        where T : class, IItemReport =>
        Handle<T>(receiver, handlers, async (context, _, end) =>
        {
            await take(context.Message, end);
            // By the clocks of two machines, so it may be a little wrong, and never negative.
            if (context.SentTime is { } sent)
                FarmMetrics.ReportLag.Record(Math.Max(0, (_time.GetUtcNow().UtcDateTime - sent).TotalSeconds));
        });

    private static void Handle<T>(IRabbitMqReceiveEndpointConfigurator receiver, Handlers handlers, Func<ConsumeContext<T>, int, CancellationToken, Task> take)
        where T : class =>
        receiver.Handler<T>(context =>
        {
            var before = Before(context);
            return handlers.RunAsync(end => take(context, before, end), before, context.MessageId, context.CancellationToken);
        });

    // Quorum queues count; the header is absent the first time, and its integer type differs between versions.
    private static int Before(ConsumeContext context) =>
        context.ReceiveContext.TransportHeaders.TryGetHeader("x-delivery-count", out var count) && count is IConvertible number
            ? (int)Math.Clamp(number.ToInt64(CultureInfo.InvariantCulture), 0, int.MaxValue) : 0;
}
