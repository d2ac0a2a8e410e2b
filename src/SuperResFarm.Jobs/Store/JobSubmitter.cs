using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Jobs.Store;

/// <summary>Makes jobs of submissions, each in one transaction: a job exists with all its items, or not at all.</summary>
/// <param name="database">Where.</param>
public sealed class JobSubmitter(JobsDatabase database)
{
    private readonly QuotaGate _quotas = new(database);

    /// <summary>Records a job. When this returns, it will be done, whatever fails after.</summary>
    /// <remarks>On SQLite nothing else is written meanwhile, so the items should come without waiting for a network.</remarks>
    /// <param name="submission">What is asked for.</param>
    /// <param name="items">
    /// Written while they come; memory does not grow with their number. One that cannot begin is recorded as failed: because it comes
    /// with a refusal, because its target is its source, or because an item before it has the same target.
    /// </param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <exception cref="FarmException"><see cref="FailureCode.SettingsInvalid"/>: something is out of range (of items: <see cref="NewItemRules"/>), or there are no items, or too many.</exception>
    /// <exception cref="QuotaException">The tenant's quotas have no room for it. A submission that was accepted before is not asked for any.</exception>
    public async Task<Submitted> SubmitAsync(Submission submission, IAsyncEnumerable<NewItem> items, CancellationToken ct)
    {
        Check(submission);
        var (accepted, refusals) = (0, 0);
        var submitted = await database.WriteAsync(async context =>
        {
            var now = await database.NowAsync(context, ct);
            var job = new JobRow
            {
                Id = Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(now)),
                Tenant = submission.Tenant,
                Priority = submission.Priority,
                Parameters = JsonSerializer.Serialize(submission.Parameters),
                Budget = submission.Attempts,
                CreatedAt = now,
                ChangedAt = now,
                Trace = submission.Trace,
                Labels = LabelsOf(submission),
                Limits = submission.Limits,
                Crawl = submission.Crawl is null ? CrawlState.None : CrawlState.GoingOn,
                Happened = JobHappenings.Submitted,
            };
            if (submission.Idempotency is { } idempotency && await IdempotencyKeys.UsedBeforeAsync(context, idempotency, job, ct) is { } before)
                return before;
            await QuotaGate.LookAsync(context, job.Tenant, now, ct);
            var (count, refused) = await database.Dialect.CopyAsync(context, job, Checked(items, submission.MaxItems, ct), 0, now, ct);
            if (count == 0 && submission.Crawl is null)
                throw Invalid("A job needs at least one item; this submission has none.");
            // After a copy, all at once: the database sorts what may not fit into memory.
            job.Refused = refused + await context.Database.ExecuteSqlRawAsync(database.Dialect.Sql.RefuseTwins, [job.Id], ct);
            job.Recount(default(JobCounts) with { Pending = count - job.Refused, Failed = job.Refused }, now, now);
            // Last, so that submissions of a tenant wait for each other only here.
            await _quotas.EnterAsync(context, job.Tenant, job.Pending, job.Pending > 0 || job.Crawling ? 1 : 0, now, ct);
            context.Jobs.Add(job);
            context.Labels.AddRange((submission.Labels ?? new Dictionary<string, string>()).Select(label => new LabelRow { JobId = job.Id, Tenant = job.Tenant, Name = label.Key, Value = label.Value }));
            if (submission.Crawl is { } crawl)
                context.Crawls.Add(CrawlOf(job, crawl));
            if (submission.By is { } by)
                AuditLog.Note(context, by, now, job.Tenant, "job.create", job.Id.ToString(), DetailOf(submission, job, count));
            await context.SaveChangesAsync(ct);
            (accepted, refusals) = (count, job.Refused);
            return new Submitted(SubmitOutcome.Created, job.Id);
        }, promised: true, ct);
        if (submitted.Outcome == SubmitOutcome.Created)
            LedgerTally.JobAccepted(submission.Priority, accepted, refusals);
        database.Bell.Ring();
        return submitted;
    }

    // Terms that were accepted stay known when the job is long deleted.
    private static string DetailOf(Submission submission, JobRow job, int count) =>
        $"{count} items, {job.Refused} of them refused{(job.Crawling ? ", more to be listed" : "")}"
        + (submission.Parameters.Faces is { AcceptLicence: true } faces ? $"; the terms of the face model '{faces.RestorerName()}' and of those that it needs are accepted" : "");

    private static CrawlRow CrawlOf(JobRow job, NewCrawl crawl) => new()
    {
        JobId = job.Id,
        Tenant = job.Tenant,
        State = job.Crawl,
        Plan = crawl.Plan,
        LastKey = crawl.LastKey,
        Found = job.Counts.Total,
        PassedOver = crawl.PassedOver,
        DueAt = job.CreatedAt,
    };

    /// <returns>The items as they come, each fit to be recorded.</returns>
    /// <param name="items">What a submission names.</param>
    /// <param name="most">How many there may be.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="FarmException"><see cref="FailureCode.SettingsInvalid"/>: there are more, or one is out of range.</exception>
    public static async IAsyncEnumerable<NewItem> Checked(IAsyncEnumerable<NewItem> items, int most, [EnumeratorCancellation] CancellationToken ct)
    {
        var number = 0;
        await foreach (var item in items.WithCancellation(ct))
        {
            if (number == most)
                throw Invalid($"A job may have {most} items; this submission has more. Split it.");
            if (item.Refusal is null)
                foreach (var (part, mistake) in NewItemRules.MistakesIn(item))
                    throw Invalid($"The {part} of item {number} {mistake}.");
            number++;
            yield return NewItemRules.Storable(item);
        }
    }

    private static string? LabelsOf(Submission submission) =>
        submission.Labels is { Count: > 0 } labels ? JsonSerializer.Serialize(new SortedDictionary<string, string>(labels.ToDictionary(), StringComparer.Ordinal)) : null;

    private static void Check(Submission submission)
    {
        Check(submission.Tenant, 100, "The tenant");
        if (!Enum.IsDefined(submission.Priority))
            throw Invalid($"The priority {submission.Priority} is not known; high, normal and bulk are.");
        if (submission.Attempts is < 1 or > 100)
            throw Invalid($"The number of attempts is {submission.Attempts}; it must be 1 to 100.");
        foreach (var (name, value) in submission.Labels ?? new Dictionary<string, string>())
            if ((LabelRules.MistakeInName(name) ?? LabelRules.MistakeInValue(value)) is { } mistake)
                throw Invalid($"A label cannot be used: {mistake}.");
        if (submission.Labels?.Count > LabelRules.Most)
            throw Invalid($"A job may have {LabelRules.Most} labels.");
        if (submission.Idempotency is not { } idempotency)
            return;
        Check(idempotency.Key, 255, "The idempotency key");
        Check(idempotency.RequestHash, 255, "The hash of the request");
    }

    private static void Check(string text, int longest, string what)
    {
        if (!StorableText.Fits(text, longest))
            throw Invalid($"{what} {NewItemRules.MustBe(longest)}.");
    }

    private static FarmException Invalid(string message) => FarmException.Rejected(FailureCode.SettingsInvalid, message);
}
