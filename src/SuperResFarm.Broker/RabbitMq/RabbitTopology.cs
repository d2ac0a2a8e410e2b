using RabbitMQ.Client;
using SuperResFarm.Broker.Queues;

namespace SuperResFarm.Broker.RabbitMq;

/// <summary>
/// What stands at the broker: for each queue a durable fanout exchange of its name, as MassTransit declares it for a receiver. The queue type is the only
/// argument, for arguments can never be changed; all else is policy.
/// </summary>
internal static class RabbitTopology
{
    /// <summary>Declares everything; what is there already stays as it is.</summary>
    /// <param name="channel">An open one.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task DeclareAsync(IChannel channel, CancellationToken ct)
    {
        foreach (var queue in QueueNames.Working.Prepend(QueueNames.Dead))
        {
            await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: ct);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?> { [Headers.XQueueType] = "quorum" }, cancellationToken: ct);
            await channel.QueueBindAsync(queue, queue, "", cancellationToken: ct);
        }
        await channel.ExchangeDeclareAsync(QueueNames.Cancels, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: ct);
    }
}
