using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.Logging;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Broker.RabbitMq;

/// <summary>All that is taken from queues.</summary>
/// <param name="newBus">Makes a connection for taking.</param>
/// <param name="link">Tells when the broker is there.</param>
/// <param name="time">For waiting.</param>
/// <param name="logger">Hears of failures.</param>
internal sealed class RabbitReceivers(Func<RabbitBus> newBus, RabbitLink link, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly List<RabbitBus> _buses = [];
    private readonly ConcurrentDictionary<RabbitSubscription, bool> _subscriptions = new();

    /// <summary>Queues that ought to be taken from and are not at this moment.</summary>
    public IEnumerable<string> Missing => _subscriptions.Keys.Where(one => !one.Taking).Select(one => one.Queue).Distinct();

    /// <summary>Begins to take.</summary>
    /// <param name="queue">From where.</param>
    /// <param name="configure">What the receiver is like.</param>
    /// <param name="ct">Ends the beginning.</param>
    public async Task<ISubscription> BeginAsync(string queue, Action<IRabbitMqReceiveEndpointConfigurator, Handlers> configure, CancellationToken ct)
    {
        var bus = BusFor(queue);
        var handlers = new Handlers(queue, time, logger);
        var subscription = new RabbitSubscription(queue, Connect, handlers, link, time, logger, ended =>
        {
            if (_subscriptions.TryRemove(ended, out _))
                lock (_buses)
                    bus.Taken.Remove(queue);
        });
        _subscriptions[subscription] = true;
        await subscription.BeginAsync(bus, ct);
        return subscription;

        HostReceiveEndpointHandle Connect(IReceiveEndpointObserver observer) => bus.Control.ConnectReceiveEndpoint(queue, endpoint =>
        {
            endpoint.ConnectReceiveEndpointObserver(observer);
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PublishFaults = false;
            endpoint.ConfigureError(error => error.UseFilter(new GiveBackFilter(queue, logger)));
            configure((IRabbitMqReceiveEndpointConfigurator)endpoint, handlers);
        });
    }

    /// <summary>Stops what still takes.</summary>
    /// <param name="ct">Ends the waiting for handlers.</param>
    public Task StopAsync(CancellationToken ct) => Task.WhenAll(_subscriptions.Keys.Select(one => one.StopAsync(ct)));

    /// <summary>Closes the connections.</summary>
    /// <param name="ct">Ends the waiting.</param>
    public Task CloseAsync(CancellationToken ct) => Task.WhenAll(_buses.Select(bus => bus.StopAsync(ct)));

    public void Dispose() => _buses.ForEach(bus => bus.Dispose());

    // One connection takes from all queues; only whoever takes from a queue twice needs another.
    private RabbitBus BusFor(string queue)
    {
        lock (_buses)
        {
            if (_buses.Find(bus => bus.Taken.Add(queue)) is { } free)
                return free;
            var bus = newBus();
            bus.Taken.Add(queue);
            _buses.Add(bus);
            return bus;
        }
    }
}
