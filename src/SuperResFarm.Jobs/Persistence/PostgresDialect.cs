using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>PostgreSQL 12 or later: many writers, rows locked one by one.</summary>
internal sealed class PostgresDialect(string connectionString) : IDialect
{
    private const int ManyItems = 10_000;

    // Any number that nobody else in this database uses.
    private const long MigrationLock = 7_377_170_001;

    // One statement: a round trip for each item would cost several times as much.
    private static readonly string _save =
        $"""
        UPDATE items SET {string.Join(", ", SavedItems.Columns.Select(column => $"{column.Name} = saved.{column.Name}"))}
        FROM json_to_recordset(CAST(@items AS json)) AS saved(job_id uuid, number integer, {string.Join(", ", SavedItems.Columns.Select(column => $"{column.Name} {column.Type}"))})
        WHERE items.job_id = saved.job_id AND items.number = saved.number
        """;

    private readonly DbContextOptions<PostgresContext> _options = PostgresContext.Options(connectionString);

    public Statements Sql { get; } = new("(extract(epoch FROM clock_timestamp()) * 1000)::bigint", " COLLATE \"C\"", " FOR UPDATE SKIP LOCKED", " FOR UPDATE");

    public DbParameter Parameter(string name, object value) => new NpgsqlParameter(name, value);

    public JobsContext Open() => new PostgresContext(_options);

    public void Dispose()
    {
        using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    // The lock that EF takes ends with each migration: of two processes both would do the second one.
    public async Task MigrateAsync(JobsContext context, CancellationToken ct)
    {
        await CreateAsync(context.GetService<IRelationalDatabaseCreator>(), ct);
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await CallAsync("pg_advisory_lock");
        try
        {
            await context.Database.MigrateAsync(ct);
        }
        finally
        {
            await CallAsync("pg_advisory_unlock");
        }

        async Task CallAsync(string function)
        {
            await using var call = new NpgsqlCommand($"SELECT {function}({MigrationLock})", connection) { CommandTimeout = 0 };
            await call.ExecuteNonQueryAsync(ct);
        }
    }

    // How safe a commit is, is for the server's operator to say.
    public Task<IDbContextTransaction> BeginAsync(JobsContext context, bool promised, CancellationToken ct) => context.Database.BeginTransactionAsync(ct);

    public Task<IDisposable?> EnterAsync(CancellationToken ct) => Task.FromResult<IDisposable?>(null);

    public IQueryable<JobRow> Jobs(JobsContext context, IEnumerable<Guid> ids) =>
        context.Jobs.FromSqlRaw("SELECT * FROM jobs WHERE id = ANY({0}) ORDER BY id FOR UPDATE", ids.ToArray());

    public IQueryable<ItemRow> Items(JobsContext context, IReadOnlyCollection<ItemKey> keys) => context.Items.FromSqlRaw(
        """
        SELECT items.* FROM items JOIN unnest({0}, {1}) AS wanted(job_id, number) USING (job_id, number)
        ORDER BY items.job_id, items.number FOR UPDATE OF items
        """,
        keys.Select(key => key.JobId).ToArray(), keys.Select(key => key.Number).ToArray());

    public Task<int> SaveAsync(JobsContext context, IEnumerable<ItemRow> items, CancellationToken ct) =>
        context.Database.ExecuteSqlRawAsync(_save, [Parameter("@items", SavedItems.Json(items))], ct);

    public async Task<(int Items, int Refused)> CopyAsync(JobsContext context, JobRow job, IAsyncEnumerable<NewItem> items, int first, long at, CancellationToken ct)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY items (job_id, number, tenant, priority, state, attempt, last_attempt, given_back, due_at, source, target, source_version, parameters, progress,
                failure, failure_message, changed_at, target_hash)
            FROM STDIN (FORMAT BINARY)
            """, ct);
        var (count, refused) = (0, 0);
        await foreach (var item in items.WithCancellation(ct))
        {
            var life = item.Refusal is null ? ItemLife.Fresh(job.Budget) : ItemLife.Refused;
            refused += item.Refusal is null ? 0 : 1;
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(job.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(first + count++, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(job.Tenant, NpgsqlDbType.Text, ct);
            await copy.WriteAsync((int)job.Priority, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync((int)life.State, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(life.Attempt, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(life.LastAttempt, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(life.GivenBack, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(at, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(item.Source, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(item.Target, NpgsqlDbType.Text, ct);
            await WriteAsync(item.Version);
            await WriteAsync(ParameterJson.Of(item.Parameters));
            await copy.WriteAsync(0.0, NpgsqlDbType.Double, ct);
            await WriteAsync(item.Refusal?.Code.ToString());
            await WriteAsync(item.Refusal?.Message);
            await copy.WriteAsync(at, NpgsqlDbType.Bigint, ct);
            if (job.Crawl != CrawlState.None && TargetTwins.HashOf(item) is { } hash)
                await copy.WriteAsync(hash, NpgsqlDbType.Bigint, ct);
            else
                await copy.WriteNullAsync(ct);
        }
        await copy.CompleteAsync(ct);
        await copy.CloseAsync(ct);
        // Otherwise plans are made for a table without such a job until autovacuum comes by, and every page of a listing sorts it all.
        if (count >= ManyItems)
            await context.Database.ExecuteSqlRawAsync("ANALYZE items", ct);
        return (count, refused);

        Task WriteAsync(string? text) => text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Text, ct);
    }

    private static async Task CreateAsync(IRelationalDatabaseCreator creator, CancellationToken ct)
    {
        try
        {
            if (!await creator.ExistsAsync(ct))
                await creator.CreateAsync(ct);
        }
        catch (PostgresException fault) when (fault.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Somebody else was faster.
        }
    }
}
