using Microsoft.EntityFrameworkCore;

namespace SuperResFarm.IntegrationTests.Jobs;

[Collection(JobsServers.Collection)]
public class MigrationTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Migrations_AreWhatTheModelSays(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await using var context = store.Database.Dialect.Open();
        Assert.False(context.Database.HasPendingModelChanges(), "Add a migration for each context: see the README of the project.");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Migrate_ThreeAtOnceAndAgain_MakesTheTablesOnce(DatabaseKind kind)
    {
        var address = await servers.CreateAsync(kind, migrated: false);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            using var store = TestStore.Open(kind, address);
            await store.Database.MigrateAsync(default);
        })));
        using var again = TestStore.Open(kind, address);
        await again.Database.MigrateAsync(default);
        await again.SubmitAsync(3);
        Assert.Equal(3, (await again.ClaimAsync()).Count);
    }
}
