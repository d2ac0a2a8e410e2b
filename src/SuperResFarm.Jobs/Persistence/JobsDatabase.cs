using Microsoft.EntityFrameworkCore;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>The database of the farm. One per process; safe to use from many threads.</summary>
public sealed class JobsDatabase : IDisposable
{
    private JobsDatabase(IDialect dialect) => Dialect = dialect;

    internal IDialect Dialect { get; }

    internal WorkBell Bell { get; } = new();

    /// <summary>PostgreSQL 12 or later; many processes may share it.</summary>
    /// <param name="connectionString">In Npgsql's form.</param>
    public static JobsDatabase Postgres(string connectionString) => new(new PostgresDialect(connectionString));

    /// <summary>A SQLite file; meant for one process.</summary>
    /// <param name="connectionString">In Microsoft.Data.Sqlite's form.</param>
    public static JobsDatabase Sqlite(string connectionString) => new(new SqliteDialect(connectionString));

    /// <summary>Closes its connections.</summary>
    public void Dispose() => Dialect.Dispose();

    /// <summary>Creates the tables, or brings them up to date. Processes that start together wait for each other.</summary>
    /// <param name="ct">Ends the waiting.</param>
    public async Task MigrateAsync(CancellationToken ct)
    {
        using var turn = await Dialect.EnterAsync(ct);
        await using var context = Dialect.Open();
        await context.Database.MigrateAsync(ct);
    }

    /// <summary>Does something in one transaction: all of it happens, or nothing.</summary>
    internal async Task<T> WriteAsync<T>(Func<JobsContext, Task<T>> work, CancellationToken ct)
    {
        using var turn = await Dialect.EnterAsync(ct);
        await using var context = Dialect.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var outcome = await work(context);
        await transaction.CommitAsync(ct);
        return outcome;
    }

    /// <summary>Now, by the clock that all leases are measured with.</summary>
    internal async Task<long> NowAsync(JobsContext context, CancellationToken ct) =>
        (await context.Database.SqlQueryRaw<long>(Dialect.Sql.Now).ToListAsync(ct))[0];
}
