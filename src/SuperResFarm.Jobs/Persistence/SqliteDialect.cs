using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>SQLite: one writer at a time. Writers of this process queue up here; another process is waited for by SQLite itself.</summary>
internal sealed class SqliteDialect(string connectionString) : IDialect
{
    private static readonly string _save =
        $"UPDATE items SET {string.Join(", ", SavedItems.Columns.Select(column => $"{column.Name} = @{column.Name}"))} WHERE job_id = @job AND number = @number";

    private readonly DbContextOptions<SqliteContext> _options = SqliteContext.Options(connectionString);
    private readonly SemaphoreSlim _writer = new(1);

    public Statements Sql { get; } = new("CAST(unixepoch('subsec') * 1000 AS INTEGER)", "", "", "");

    public DbParameter Parameter(string name, object value) => new SqliteParameter(name, value);

    public JobsContext Open() => new SqliteContext(_options);

    public void Dispose()
    {
        _writer.Dispose();
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    public async Task<IDisposable?> EnterAsync(CancellationToken ct)
    {
        await _writer.WaitAsync(ct);
        return new Turn(_writer);
    }

    public async Task MigrateAsync(JobsContext context, CancellationToken ct)
    {
        await context.Database.MigrateAsync(ct);
        // The journal is written ahead, so that readers and the writer do not wait for each other. The file keeps that.
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", ct);
    }

    /// <remarks>
    /// With a journal written ahead, FULL waits for the disk at every commit, and NORMAL only
    /// when the journal goes into the file: a power cut takes back whole transactions, the last ones, and never damages the file. A commit
    /// with FULL also keeps everything before it.
    /// </remarks>
    public async Task<IDbContextTransaction> BeginAsync(JobsContext context, bool promised, CancellationToken ct)
    {
        await context.Database.OpenConnectionAsync(ct);   // else the next statement may get another one
        await context.Database.ExecuteSqlRawAsync(promised ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", ct);
        return await context.Database.BeginTransactionAsync(ct);
    }

    public IQueryable<JobRow> Jobs(JobsContext context, IEnumerable<Guid> ids) => context.Jobs.FromSqlRaw(
        "SELECT jobs.* FROM json_each({0}) AS wanted CROSS JOIN jobs ON jobs.id = wanted.value", JsonSerializer.Serialize(ids.Select(Stored)));

    // CROSS JOIN keeps SQLite from walking the items first.
    public IQueryable<ItemRow> Items(JobsContext context, IReadOnlyCollection<ItemKey> keys) => context.Items.FromSqlRaw(
        """
        SELECT items.* FROM json_each({0}) AS wanted
        CROSS JOIN items ON items.job_id = wanted.value ->> 0 AND items.number = wanted.value ->> 1
        """,
        JsonSerializer.Serialize(keys.Select(key => new object[] { Stored(key.JobId), key.Number })));

    // One by one: there is no way to the database that one statement would save, and taking JSON apart costs more.
    public async Task<int> SaveAsync(JobsContext context, IEnumerable<ItemRow> items, CancellationToken ct)
    {
        await using var update = Command(context, _save, ["@job", "@number", .. SavedItems.Columns.Select(column => $"@{column.Name}")]);
        var saved = 0;
        foreach (var item in items)
        {
            Set(update, 0, Stored(item.JobId), item.Number);
            for (var at = 0; at < SavedItems.Columns.Length; at++)
                Set(update, 2 + at, SavedItems.Columns[at].Of(item));
            saved += await update.ExecuteNonQueryAsync(ct);
        }
        return saved;
    }

    public async Task<(int Items, int Refused)> CopyAsync(JobsContext context, JobRow job, IAsyncEnumerable<NewItem> items, int first, long at, CancellationToken ct)
    {
        await using var insert = Command(context, string.Create(CultureInfo.InvariantCulture,
            $"""
            INSERT INTO items (job_id, number, tenant, priority, state, attempt, last_attempt, given_back, due_at, source, target, source_version, parameters, progress,
                failure, failure_message, changed_at, target_hash)
            VALUES (@job, @number, @tenant, {(int)job.Priority}, @state, @attempt, @last, 0, {at}, @source, @target, @version, @parameters, 0,
                @failure, @message, {at}, @hash)
            """), ["@job", "@tenant", "@number", "@state", "@attempt", "@last", "@source", "@target", "@version", "@parameters", "@failure", "@message", "@hash"]);
        Set(insert, 0, Stored(job.Id), job.Tenant);
        var (count, refused) = (0, 0);
        await foreach (var item in items.WithCancellation(ct))
        {
            var life = item.Refusal is null ? ItemLife.Fresh(job.Budget) : ItemLife.Refused;
            refused += item.Refusal is null ? 0 : 1;
            Set(insert, 2, first + count++, (int)life.State, life.Attempt, life.LastAttempt, item.Source, item.Target, item.Version,
                ParameterJson.Of(item.Parameters), item.Refusal?.Code.ToString(), item.Refusal?.Message, job.Crawl == CrawlState.None ? null : TargetTwins.HashOf(item));
            await insert.ExecuteNonQueryAsync(ct);
        }
        return (count, refused);
    }

    private static DbCommand Command(JobsContext context, string statement, IEnumerable<string> parameters)
    {
        var command = context.Database.GetDbConnection().CreateCommand();
        (command.CommandText, command.Transaction) = (statement, context.Database.CurrentTransaction?.GetDbTransaction());
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter(name, null));
        return command;
    }

    private static void Set(DbCommand command, int first, params ReadOnlySpan<object?> values)
    {
        for (var at = 0; at < values.Length; at++)
            command.Parameters[first + at].Value = values[at] ?? DBNull.Value;
    }

    // How EF Core stores a Guid; the order of such texts is the order of version 7 ids.
    private static string Stored(Guid id) => id.ToString().ToUpperInvariant();

    private sealed class Turn(SemaphoreSlim writer) : IDisposable
    {
        private SemaphoreSlim? _writer = writer;

        public void Dispose() => Interlocked.Exchange(ref _writer, null)?.Release();
    }
}
