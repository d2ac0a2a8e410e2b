using SuperResFarm.IntegrationTests.Servers;

namespace SuperResFarm.IntegrationTests.Broker;

/// <summary>Tests that share a server and leave nothing in it.</summary>
[Collection(RabbitServers.Collection)]
public abstract class RabbitTests(RabbitServers servers) : IAsyncLifetime
{
    /// <summary>There only when <see cref="RabbitServer.Missing"/> is null.</summary>
    protected RabbitServer Server => servers.Server;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => servers.Server?.RemoveVirtualHostsAsync() ?? Task.CompletedTask;
}
