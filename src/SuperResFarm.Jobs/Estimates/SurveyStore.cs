using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Jobs.Estimates;

/// <summary>Which jobs are to be surveyed, and what was found. Several processes may do so at once: a job is given to one of them for a while.</summary>
/// <param name="database">Where.</param>
public sealed class SurveyStore(JobsDatabase database)
{
    private const int LeastOpen = 2;
    private const long Done = long.MaxValue;

    /// <summary>Takes the oldest job of which nobody knows yet how large its images are, or that has become twice as long since.</summary>
    /// <param name="lease">How long nobody else gets it.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>The job and how many items it has; null: there is none.</returns>
    public async Task<(Guid JobId, int Items)?> TakeAsync(TimeSpan lease, CancellationToken ct)
    {
        // A look first, so that whoever writes on SQLite need not wait for nothing.
        await using var look = database.Dialect.Open();
        if (await DueAsync(look, await database.NowAsync(look, ct), ct) is null)
            return null;
        return await database.WriteAsync<(Guid, int)?>(async context =>
        {
            var now = await database.NowAsync(context, ct);
            if (await DueAsync(context, now, ct) is not { } due)
                return null;
            var until = now + (long)lease.TotalMilliseconds;
            var taken = await context.Jobs.Where(job => job.Id == due.Id && job.SurveyDueAt == due.SurveyDueAt).ExecuteUpdateAsync(job => job.SetProperty(row => row.SurveyDueAt, until), ct);
            return taken == 1 ? (due.Id, due.Counts.Total) : null;
        }, ct);
    }

    /// <returns>Items of a job; those that were refused when it was submitted are left out.</returns>
    /// <param name="jobId">Of which job.</param>
    /// <param name="numbers">Which; a few hundred at once.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<IReadOnlyList<SurveyItem>> ItemsAsync(Guid jobId, IReadOnlyCollection<int> numbers, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var items = await context.Items.AsNoTracking().Where(item => item.JobId == jobId && item.Attempt > 0 && numbers.Contains(item.Number)).OrderBy(item => item.Number)
            .Select(item => new { item.Source, item.SourceVersion, item.Result }).ToListAsync(ct);
        return items.ConvertAll(item => new SurveyItem(item.Source, item.SourceVersion,
            item.Result is null ? null : JsonSerializer.Deserialize<ItemResult>(item.Result)?.SourceMegapixels()));
    }

    /// <summary>Writes down what was found.</summary>
    /// <param name="jobId">Of which job.</param>
    /// <param name="items">How many items it had.</param>
    /// <param name="survey">What was found.</param>
    /// <param name="ct">Ends it without a trace.</param>
    public Task SaveAsync(Guid jobId, int items, SizeSurvey survey, CancellationToken ct) => database.WriteAsync(context =>
        context.Jobs.Where(job => job.Id == jobId).ExecuteUpdateAsync(job => job
            .SetProperty(row => row.SurveyDueAt, Done).SetProperty(row => row.SurveyItems, items)
            .SetProperty(row => row.SurveyLooked, survey.Looked).SetProperty(row => row.SurveyReadable, survey.Readable)
            .SetProperty(row => row.SurveyMegapixels, survey.Megapixels).SetProperty(row => row.SurveySquares, survey.Squares), ct), ct);

    /// <summary>Forgets minutes of work that nobody looks at any more.</summary>
    /// <param name="ct">Ends it without a trace.</param>
    public async Task ForgetOldAsync(CancellationToken ct)
    {
        await using (var look = database.Dialect.Open())
            if (!await look.Minutes.AnyAsync(ct))
                return;
        await database.WriteAsync(async context => await WorkMinutes.ForgetOldAsync(context, await database.NowAsync(context, ct), ct), ct);
    }

    private static Task<JobRow?> DueAsync(JobsContext context, long now, CancellationToken ct) => context.Jobs.AsNoTracking()
        .Where(job => job.State < JobState.Completed && job.Pending + job.Dispatched + job.Running >= LeastOpen
            && (job.SurveyDueAt <= now || job.SurveyDueAt == Done && job.Pending + job.Dispatched + job.Running + job.Succeeded + job.Failed + job.Cancelled > 2 * job.SurveyItems))
        .OrderBy(job => job.Priority).ThenBy(job => job.Id).FirstOrDefaultAsync(ct);
}
