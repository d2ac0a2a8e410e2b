using Microsoft.Data.Sqlite;
using Npgsql;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.IntegrationTests.Jobs;

/// <summary>Both databases, once per run: an empty, migrated one of each kind is the template of every test's own.</summary>
public sealed class JobsServers : IAsyncLifetime
{
    public const string Collection = "Jobs";
    private const string Template = "superres_jobs_template";

    private readonly string _folder = Directory.CreateTempSubdirectory("superres-jobs-").FullName;
    private PostgresServer? _postgres;
    private int _stores;

    public async Task InitializeAsync()
    {
        using (var sqlite = JobsDatabase.Sqlite(FileOf("template")))
            await sqlite.MigrateAsync(CancellationToken.None);
        if (PostgresServer.Missing is not null)
            return;
        _postgres = await PostgresServer.StartAsync();
        await _postgres.ExecuteAsync($"DROP DATABASE IF EXISTS {Template}");
        using var postgres = JobsDatabase.Postgres($"{_postgres.Address};Database={Template}");
        await postgres.MigrateAsync(CancellationToken.None);
    }

    /// <summary>The connection string of a fresh database.</summary>
    internal async Task<string> CreateAsync(DatabaseKind kind, bool migrated = true)
    {
        var name = $"superres_jobs_{Environment.ProcessId}_{Interlocked.Increment(ref _stores)}";
        if (kind == DatabaseKind.Sqlite)
        {
            if (migrated)
                File.Copy(Path.Combine(_folder, "template.db"), Path.Combine(_folder, $"{name}.db"));
            return FileOf(name);
        }
        var server = _postgres ?? throw new InvalidOperationException(PostgresServer.Missing);
        if (migrated)
            await server.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}");
        return $"{server.Address};Database={name};Maximum Pool Size=40";
    }

    /// <summary>Closes a PostgreSQL database to everybody, as if its server were gone, or opens it again.</summary>
    internal async Task AllowAsync(string address, bool open)
    {
        var server = _postgres ?? throw new InvalidOperationException(PostgresServer.Missing);
        var name = new NpgsqlConnectionStringBuilder(address).Database;
        await server.ExecuteAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS {open}");
        if (!open)
            await server.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    }

    public async Task DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private string FileOf(string name) => $"Data Source={Path.Combine(_folder, $"{name}.db")}";
}

/// <summary>Tests of the jobs run one after the other: each keeps a database busy.</summary>
[CollectionDefinition(JobsServers.Collection)]
public sealed class JobsGroup : ICollectionFixture<JobsServers>;
