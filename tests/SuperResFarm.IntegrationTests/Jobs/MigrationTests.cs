using Microsoft.EntityFrameworkCore;
using SuperResFarm.Jobs.Persistence;

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
        Assert.Equal(new DatabaseProbe(true, true, null), await again.Database.ProbeAsync(default));
        await again.Database.MigrateAsync(default);
        await again.SubmitAsync(3);
        Assert.Equal(3, (await again.ClaimAsync()).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Probe_OlderDatabase_IsNotReadyAndSaysWhatItLacks(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await using (var context = store.Database.Dialect.Open())
            await context.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsHistory\"");
        var probe = await store.Database.ProbeAsync(default);
        Assert.Equal((true, false, false), (probe.Answers, probe.Migrated, probe.IsReady));
        Assert.Contains("_Initial", probe.Missing, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Probe_DatabaseThatIsNotMadeYet_IsNotReadyAndIsNotMade(DatabaseKind kind)
    {
        var address = await servers.CreateAsync(kind, migrated: false);
        using var store = TestStore.Open(kind, address);
        for (var time = 0; time < 2; time++)
            Assert.Equal((false, false, true), await store.Database.ProbeAsync(default) is var probe
                ? (probe.Answers, probe.Migrated, probe.Missing!.StartsWith("There is no such database", StringComparison.Ordinal)) : default);
    }

    [Fact]
    public async Task Probe_ServerThatIsGone_IsNotReadyAndDoesNotThrow()
    {
        using var store = TestStore.Open(DatabaseKind.Postgres, "Host=127.0.0.1;Port=1;Database=jobs;Username=me;Password=hush");
        var probe = await store.Database.ProbeAsync(default);
        Assert.Equal((false, false), (probe.Answers, probe.Migrated));
        Assert.StartsWith("The database does not answer: ", probe.Missing, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", probe.Missing, StringComparison.Ordinal);
    }

    [Theory, OnSqlite]
    public async Task Migrate_FileThatSomebodyMade_IsWrittenAhead(DatabaseKind kind)
    {
        var address = await servers.CreateAsync(kind, migrated: false);
        await File.WriteAllBytesAsync(address["Data Source=".Length..], []);
        using var store = TestStore.Open(kind, address);
        await store.Database.MigrateAsync(default);
        await using var context = store.Database.Dialect.Open();
        Assert.Equal("wal", (await context.Database.SqlQueryRaw<string>("SELECT journal_mode AS \"Value\" FROM pragma_journal_mode").ToListAsync())[0]);
    }

    [Theory, OnSqlite]
    public async Task Sqlite_WritesAheadAndWaitsForTheDiskOnlyWhenSomethingIsPromised(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        Assert.Equal("wal/1", await ReadAsync(promised: false));
        Assert.Equal("wal/2", await ReadAsync(promised: true));   // FULL

        Task<string> ReadAsync(bool promised) => store.Database.WriteAsync(async context => (await context.Database.SqlQueryRaw<string>(
            "SELECT journal_mode || '/' || synchronous AS \"Value\" FROM pragma_journal_mode, pragma_synchronous").ToListAsync())[0], promised, default);
    }
}
