using SuperResFarm.IntegrationTests.Jobs;
using SuperResFarm.IntegrationTests.Servers;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>The servers that farms under test share: a broker, a database server and an object store, all of them our own to kill.</summary>
public sealed class FarmServers : IAsyncLifetime
{
    public const string Collection = "Farm";

    private IReadOnlyDictionary<string, string>? _undisturbed;

    /// <summary>Why no farm can be started here, or null.</summary>
    public static string? Missing { get; } = RabbitServer.MissingOwn ?? PostgresServer.MissingOwn ?? S3Server.Missing;

    internal RabbitServer Broker { get; private set; } = null!;   // these three are set before any test runs

    internal PostgresServer Database { get; private set; } = null!;

    internal S3Server Store { get; } = new();

    public async Task InitializeAsync()
    {
        if (Missing is not null)
            return;
        var starting = Store.InitializeAsync();
        (Broker, Database) = (await RabbitServer.StartAsync(), await PostgresServer.StartAsync());
        await starting;
    }

    public async Task DisposeAsync()
    {
        if (Missing is not null)
            return;
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
        await Store.DisposeAsync();
    }

    /// <returns>SHA-256 of every result of a farm that nothing happened to, by the name of its source.</returns>
    internal async Task<IReadOnlyDictionary<string, string>> UndisturbedAsync(ITestOutputHelper output)
    {
        if (_undisturbed is not null)
            return _undisturbed;
        await using var farm = await FarmRig.CreateAsync(this, output);
        farm.StartApi();
        farm.StartWorker();
        var job = await farm.SubmitAsync();
        await farm.EndedAsync(job);
        return _undisturbed = await farm.ResultsAsync(job);
    }
}

[CollectionDefinition(FarmServers.Collection)]
public sealed class FarmGroup : ICollectionFixture<FarmServers>;

/// <summary>A fact about a whole farm, skipped with the reason where one cannot be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FarmFactAttribute : FactAttribute
{
    public FarmFactAttribute() => Skip = FarmServers.Missing;
}

/// <summary>A theory about a whole farm, likewise.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FarmTheoryAttribute : TheoryAttribute
{
    public FarmTheoryAttribute() => Skip = FarmServers.Missing;
}
