using Microsoft.Extensions.Hosting;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Broker.RabbitMq;

namespace SuperResFarm.Broker;

/// <summary>Begins connecting with the host and ends with it.</summary>
/// <param name="broker">Asked for at the start, when the settings were checked.</param>
internal sealed class BrokerLifetime(Func<IFarmBroker> broker) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (broker() is RabbitBroker rabbit)
            rabbit.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        broker() is RabbitBroker rabbit ? rabbit.StopAsync(cancellationToken) : Task.CompletedTask;
}
