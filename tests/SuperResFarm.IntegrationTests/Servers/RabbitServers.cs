namespace SuperResFarm.IntegrationTests.Servers;

/// <summary>One server for the classes that share it.</summary>
public sealed class RabbitServers : IAsyncLifetime
{
    public const string Collection = "RabbitMQ";

    /// <summary>The server; there only when <see cref="RabbitServer.Missing"/> is null.</summary>
    public RabbitServer Server { get; private set; } = null!;   // set before any test runs

    public async Task InitializeAsync()
    {
        if (RabbitServer.Missing is null)
            Server = await RabbitServer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
    }
}

[CollectionDefinition(RabbitServers.Collection)]
public sealed class RabbitGroup : ICollectionFixture<RabbitServers>;
