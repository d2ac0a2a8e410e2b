using System.Data.Common;
using Microsoft.EntityFrameworkCore.Storage;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>Where the two databases differ.</summary>
internal interface IDialect : IDisposable
{
    /// <summary>Its statements.</summary>
    Statements Sql { get; }

    /// <summary>A named value for a statement.</summary>
    DbParameter Parameter(string name, object value);

    /// <summary>A new session.</summary>
    JobsContext Open();

    /// <summary>Makes the database or brings it up to date, one process after the other, and sets what is set once for it.</summary>
    Task MigrateAsync(JobsContext context, CancellationToken ct);

    /// <summary>Waits for the right to write, where there can be one writer only.</summary>
    Task<IDisposable?> EnterAsync(CancellationToken ct);

    /// <summary>Begins a transaction.</summary>
    /// <param name="context">The session.</param>
    /// <param name="promised">As <see cref="JobsDatabase"/> means it.</param>
    /// <param name="ct">Ends the waiting.</param>
    Task<IDbContextTransaction> BeginAsync(JobsContext context, bool promised, CancellationToken ct);

    /// <summary>The jobs with these ids, locked in the order of ids, tracked.</summary>
    IQueryable<JobRow> Jobs(JobsContext context, IEnumerable<Guid> ids);

    /// <summary>The items with these keys, locked. Whoever asks for them has locked their jobs before.</summary>
    IQueryable<ItemRow> Items(JobsContext context, IReadOnlyCollection<ItemKey> keys);

    /// <summary>Writes what rules and reports have changed of items.</summary>
    /// <returns>How many there were.</returns>
    Task<int> SaveAsync(JobsContext context, IEnumerable<ItemRow> items, CancellationToken ct);

    /// <summary>Writes fresh items of a job while they come, in the transaction of the session.</summary>
    /// <param name="context">The session.</param>
    /// <param name="job">The job.</param>
    /// <param name="items">The items.</param>
    /// <param name="first">Number of the first one.</param>
    /// <param name="at">When they are due, and when they changed.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>How many there were, and how many of them were refused.</returns>
    Task<(int Items, int Refused)> CopyAsync(JobsContext context, JobRow job, IAsyncEnumerable<NewItem> items, int first, long at, CancellationToken ct);
}
