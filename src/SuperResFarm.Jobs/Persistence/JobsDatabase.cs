using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>The database of the farm. One per process; safe to use from many threads.</summary>
public sealed class JobsDatabase : IDisposable
{
    private JobsDatabase(IDialect dialect) => Dialect = dialect;

    internal IDialect Dialect { get; }

    internal WorkBell Bell { get; } = new();

    /// <summary>As <see cref="Bell"/>, for whoever delivers webhooks.</summary>
    internal WorkBell WebhookBell { get; } = new();

    /// <summary>PostgreSQL 12 or later; many processes may share it.</summary>
    /// <param name="connectionString">In Npgsql's form.</param>
    public static JobsDatabase Postgres(string connectionString) => new(new PostgresDialect(connectionString));

    /// <summary>A SQLite file; meant for one process.</summary>
    /// <param name="connectionString">In Microsoft.Data.Sqlite's form.</param>
    public static JobsDatabase Sqlite(string connectionString) => new(new SqliteDialect(connectionString));

    /// <returns>The database that the options describe.</returns>
    /// <param name="options">Which.</param>
    /// <exception cref="FarmException">The options have mistakes.</exception>
    public static JobsDatabase Open(DatabaseOptions options) =>
        options.Checked().Kind == DatabaseKind.Postgres ? Postgres(options.Address()) : Sqlite(options.Address());

    /// <summary>Closes its connections.</summary>
    public void Dispose() => Dialect.Dispose();

    /// <summary>Creates the tables, or brings them up to date. Processes that start together wait for each other.</summary>
    /// <param name="ct">Ends the waiting.</param>
    public async Task MigrateAsync(CancellationToken ct)
    {
        using var turn = await Dialect.EnterAsync(ct);
        await using var context = Dialect.Open();
        await Dialect.MigrateAsync(context, ct);
    }

    /// <returns>Whether it answers and has all tables. Never fails because of the database; whoever asks bounds the wait.</returns>
    /// <param name="ct">Ends the asking.</param>
    public async Task<DatabaseProbe> ProbeAsync(CancellationToken ct)
    {
        try
        {
            await using var context = Dialect.Open();
            var missing = (await context.Database.GetPendingMigrationsAsync(ct)).ToList();
            if (missing.Count > 0 && !await context.Database.CanConnectAsync(ct))
                return new DatabaseProbe(false, false, "There is no such database: migrating makes it, where the program may.");
            if (missing.Count > 0)
                return new DatabaseProbe(true, false, $"The database lacks {string.Join(", ", missing)}: migrate it with this version of the program.");
            await NowAsync(context, ct);
            return new DatabaseProbe(true, true, null);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            return new DatabaseProbe(false, false, $"The database does not answer: {fault.Message}");
        }
    }

    /// <summary>Does something in one transaction that nobody has been promised.</summary>
    internal Task<T> WriteAsync<T>(Func<JobsContext, Task<T>> work, CancellationToken ct) => WriteAsync(work, promised: false, ct);

    /// <summary>Does something in one transaction: all of it happens, or nothing.</summary>
    /// <param name="work">What.</param>
    /// <param name="promised">
    /// Somebody is told that it was done, so not even a power cut may undo it. Everything else outlives the process, but may be undone by
    /// a power cut where the database allows that; it is then done or reported once more.
    /// </param>
    /// <param name="ct">Ends it without a trace.</param>
    internal async Task<T> WriteAsync<T>(Func<JobsContext, Task<T>> work, bool promised, CancellationToken ct)
    {
        using var turn = await Dialect.EnterAsync(ct);
        await using var context = Dialect.Open();
        await using var transaction = await Dialect.BeginAsync(context, promised, ct);
        var outcome = await work(context);
        // What receivers are told of a change is written with the change: both happen, or neither.
        var told = await Outbox.WriteAsync(context, ct);
        await transaction.CommitAsync(ct);
        if (told)
            WebhookBell.Ring();
        return outcome;
    }

    /// <summary>Now, by the clock that all leases are measured with.</summary>
    internal async Task<long> NowAsync(JobsContext context, CancellationToken ct) =>
        (await context.Database.SqlQueryRaw<long>(Dialect.Sql.Now).ToListAsync(ct))[0];
}
