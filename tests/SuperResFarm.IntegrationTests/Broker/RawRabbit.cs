using RabbitMQ.Client;
using SuperResFarm.IntegrationTests.Servers;

namespace SuperResFarm.IntegrationTests.Broker;

/// <summary>A connection without the farm's logic, to look behind its back.</summary>
internal sealed class RawRabbit : IAsyncDisposable
{
    private RawRabbit(IConnection connection, IChannel channel) => (Connection, Channel) = (connection, channel);

    public IConnection Connection { get; }

    public IChannel Channel { get; }

    public static async Task<RawRabbit> ConnectAsync(RabbitServer server, string virtualHost)
    {
        var connection = await new ConnectionFactory
        {
            HostName = server.Host,
            Port = server.Port,
            UserName = server.Username,
            Password = server.Password,
            VirtualHost = virtualHost,
            AutomaticRecoveryEnabled = false,
        }.CreateConnectionAsync();
        return new RawRabbit(connection, await connection.CreateChannelAsync());
    }

    /// <returns>How many messages wait in a queue; those that somebody holds do not.</returns>
    public async Task<int> ReadyAsync(string queue) => (int)(await Channel.QueueDeclarePassiveAsync(queue)).MessageCount;

    /// <summary>Sends bytes as they are, saying they are this content.</summary>
    public async Task SendAsync(string queue, byte[] body, string? contentType = "application/vnd.masstransit+json") =>
        await Channel.BasicPublishAsync(queue, "", mandatory: true, new BasicProperties
        {
            ContentType = contentType,
            DeliveryMode = DeliveryModes.Persistent,
        }, body);

    public async ValueTask DisposeAsync()
    {
        await Channel.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
