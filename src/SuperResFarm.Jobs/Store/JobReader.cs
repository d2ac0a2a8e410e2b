using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Store;

/// <summary>Says how jobs and items stand. Never waits for writers.</summary>
/// <param name="database">Where.</param>
public sealed class JobReader(JobsDatabase database)
{
    private const int Page = 1000;

    /// <returns>A job; null when the tenant has no such job.</returns>
    /// <param name="tenant">Whose job it must be.</param>
    /// <param name="jobId">Which.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<JobView?> FindAsync(string tenant, Guid jobId, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var job = await context.Jobs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == jobId && row.Tenant == tenant, ct);
        return job is null ? null : (await ViewsAsync(context, [job], ct))[0];
    }

    /// <returns>A tenant's jobs, the newest first.</returns>
    /// <param name="tenant">Whose.</param>
    /// <param name="before">Only older jobs than this; null: from the newest.</param>
    /// <param name="most">How many at once.</param>
    /// <param name="ct">Ends the asking.</param>
    public Task<IReadOnlyList<JobView>> ListAsync(string tenant, Guid? before, int most, CancellationToken ct) => ListAsync(tenant, new JobFilter(), before, most, ct);

    /// <returns>Those of a tenant's jobs that are meant, the newest first.</returns>
    /// <param name="tenant">Whose.</param>
    /// <param name="filter">Which.</param>
    /// <param name="before">Only older jobs than this; null: from the newest.</param>
    /// <param name="most">How many at once.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<IReadOnlyList<JobView>> ListAsync(string tenant, JobFilter filter, Guid? before, int most, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        return await ViewsAsync(context, await JobListing.Of(context, tenant, filter, before).Take(most).ToListAsync(ct), ct);
    }

    /// <returns>Items of a job in the order they were submitted. Whose job it is has been asked before.</returns>
    /// <param name="jobId">Of which job.</param>
    /// <param name="state">Only items that stand there; null: all.</param>
    /// <param name="after">Only items after this number; null: from the first.</param>
    /// <param name="most">How many at once.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<IReadOnlyList<ItemView>> ListItemsAsync(Guid jobId, ItemState? state, int? after, int most, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        return (await ItemListing.Of(context, jobId, new ItemFilter(state), after).Take(most).ToListAsync(ct)).ConvertAll(View);
    }

    /// <returns>A page of those items of a job that are meant. Each page looks at a bounded number of them, so one may be short although there are more.</returns>
    /// <param name="job">Of which job.</param>
    /// <param name="filter">Which.</param>
    /// <param name="after">Only items after this number; null: from the first.</param>
    /// <param name="most">How many at once.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<ItemPage> ListItemsAsync(JobView job, ItemFilter filter, int? after, int most, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var items = (await ItemListing.Of(context, job.Id, filter, after).Take(most + 1).ToListAsync(ct)).ConvertAll(View);
        var end = ItemListing.EndOf(filter, after);
        return items.Count > most ? new(items[..most], items[most - 1].Number) : new(items, end < job.Counts.Total - 1 ? end : null);
    }

    /// <returns>
    /// Items of a job that have ended, in the order in which they did, those that were refused first. Whose job it is has been asked before.
    /// Whoever goes on after the last one he got misses none, because nothing is ever added before it (see <c>JobRow.ChangedAt</c>). A failed
    /// item that is tried again leaves the order, and comes again at its end.
    /// </returns>
    /// <param name="jobId">Of which job.</param>
    /// <param name="after">Only items after this one: its <see cref="ItemView.ChangedAt"/> as Unix milliseconds, and its number; null: from the first.</param>
    /// <param name="most">How many at once.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<IReadOnlyList<ItemView>> ListEndedAsync(Guid jobId, (long ChangedAt, int Number)? after, int most, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var (changedAt, number) = after ?? (-1, -1);
        return (await context.Items.FromSqlRaw(Statements.Ended, jobId, changedAt, number, most).AsNoTracking().ToListAsync(ct)).ConvertAll(View);
    }

    /// <returns>What each priority has still to do, the high one first.</returns>
    /// <param name="ct">Ends the asking.</param>
    public async Task<IReadOnlyList<QueueView>> BacklogAsync(CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        // The jobs know it of their items.
        var open = await context.Jobs.Where(job => job.State < JobState.Completed).GroupBy(job => job.Priority).Select(jobs => new
        {
            Priority = jobs.Key,
            Pending = jobs.Sum(job => (long)job.Pending),
            Dispatched = jobs.Sum(job => (long)job.Dispatched),
            Running = jobs.Sum(job => (long)job.Running),
            Since = jobs.Min(job => job.CreatedAt),
        }).ToDictionaryAsync(queue => queue.Priority, ct);
        var now = await database.NowAsync(context, ct);
        return [.. Enum.GetValues<Priority>().Select(priority => open.TryGetValue(priority, out var queue)
            ? new QueueView(priority, queue.Pending, queue.Dispatched, queue.Running, TimeSpan.FromMilliseconds(Math.Max(0, now - queue.Since)))
            : new QueueView(priority, 0, 0, 0, null))];
    }

    /// <returns>One line for every item of a job, in the order they were submitted, read page by page: memory does not grow with the job.</returns>
    /// <param name="jobId">Of which job.</param>
    /// <param name="ct">Ends the reading.</param>
    public async IAsyncEnumerable<ItemView> ReportAsync(Guid jobId, [EnumeratorCancellation] CancellationToken ct)
    {
        int? last = null;
        while (await ListItemsAsync(jobId, null, last, Page, ct) is { Count: > 0 } page)
        {
            foreach (var item in page)
                yield return item;
            last = page[^1].Number;
        }
    }

    private static async Task<IReadOnlyList<JobView>> ViewsAsync(JobsContext context, List<JobRow> jobs, CancellationToken ct)
    {
        var crawled = jobs.FindAll(job => job.Crawl != CrawlState.None).ConvertAll(job => job.Id);
        var crawls = crawled.Count == 0 ? [] : await context.Crawls.AsNoTracking().Where(crawl => crawled.Contains(crawl.JobId)).ToDictionaryAsync(crawl => crawl.JobId, ct);
        return jobs.ConvertAll(job => View(job, crawls.GetValueOrDefault(job.Id)));
    }

    private static JobView View(JobRow job, CrawlRow? crawl) => new(
        job.Id, job.Tenant, job.Priority, job.State, job.Counts,
        JsonSerializer.Deserialize<UpscaleParameters>(job.Parameters) ?? throw new InvalidOperationException($"Job {job.Id} has no parameters."),
        Time(job.CreatedAt), job.StartedAt is { } started ? Time(started) : null, job.FinishedAt is { } finished ? Time(finished) : null)
    {
        Labels = job.Labels,
        Limits = job.Limits,
        Spent = job.Spent,
        StoppedBecause = job.StoppedBecause,
        // Whether it has ended says the job's own row: the other one was read later.
        Crawl = crawl is null ? null : new CrawlView(crawl.Found, crawl.PassedOver, !job.Crawling, crawl.Waiting, crawl.Error),
        Work = job.Work,
        Refused = job.Refused,
    };

    private static ItemView View(ItemRow item) => new(
        item.Number, item.State, item.Attempt, item.Source, item.SourceVersion, item.Target, item.Progress, item.Worker, item.Device, item.Failure, item.FailureMessage,
        item.Result is null ? null : JsonSerializer.Deserialize<ItemResult>(item.Result), Time(item.ChangedAt))
    {
        Parameters = ParameterJson.Read(item.Parameters),
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
