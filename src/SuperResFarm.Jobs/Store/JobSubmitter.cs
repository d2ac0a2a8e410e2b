using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Store;

/// <summary>Makes jobs of submissions, each in one transaction: a job exists with all its items, or not at all.</summary>
/// <param name="database">Where.</param>
public sealed class JobSubmitter(JobsDatabase database)
{
    private const int LongestName = 2048;

    /// <summary>Records a job. When this returns, it will be done.</summary>
    /// <remarks>On SQLite nothing else is written meanwhile, so the items should come without waiting for a network.</remarks>
    /// <param name="submission">What is asked for.</param>
    /// <param name="items">Written while they come; memory does not grow with their number.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <exception cref="FarmException"><see cref="FailureCode.SettingsInvalid"/>: something is out of range, or there are no items, or too many.</exception>
    public async Task<Submitted> SubmitAsync(Submission submission, IAsyncEnumerable<NewItem> items, CancellationToken ct)
    {
        Check(submission);
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
            };
            if (submission.Idempotency is { } idempotency && await UsedBeforeAsync(context, idempotency, job, ct) is { } before)
                return before;
            var count = await database.Dialect.CopyAsync(context, job, Checked(items, submission.MaxItems, ct), ct);
            if (count == 0)
                throw Invalid("A job needs at least one item; this submission has none.");
            job.Counts = default(JobCounts) with { Pending = count };
            context.Jobs.Add(job);
            await context.SaveChangesAsync(ct);
            return new Submitted(SubmitOutcome.Created, job.Id);
        }, ct);
        database.Bell.Ring();
        return submitted;
    }

    // Two equal submissions at once: the second waits here until the first is committed or gone.
    private static async Task<Submitted?> UsedBeforeAsync(JobsContext context, Idempotency idempotency, JobRow job, CancellationToken ct)
    {
        var used = await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO idempotency_keys (tenant, key, request_hash, job_id, created_at)
            VALUES ({job.Tenant}, {idempotency.Key}, {idempotency.RequestHash}, {job.Id}, {job.CreatedAt}) ON CONFLICT DO NOTHING
            """, ct);
        if (used == 1)
            return null;
        var first = await context.Keys.AsNoTracking().SingleAsync(row => row.Tenant == job.Tenant && row.Key == idempotency.Key, ct);
        return new Submitted(first.RequestHash == idempotency.RequestHash ? SubmitOutcome.Replayed : SubmitOutcome.Conflict, first.JobId);
    }

    private static async IAsyncEnumerable<NewItem> Checked(IAsyncEnumerable<NewItem> items, int most, [EnumeratorCancellation] CancellationToken ct)
    {
        var number = 0;
        await foreach (var item in items.WithCancellation(ct))
        {
            if (number == most)
                throw Invalid($"A job may have {most} items; this submission has more. Split it.");
            Check(item.Source, LongestName, $"The source of item {number}");
            Check(item.Target, LongestName, $"The target of item {number}");
            number++;
            yield return item;
        }
    }

    private static void Check(Submission submission)
    {
        Check(submission.Tenant, 100, "The tenant");
        if (!Enum.IsDefined(submission.Priority))
            throw Invalid($"The priority {submission.Priority} is not known; high, normal and bulk are.");
        if (submission.Attempts is < 1 or > 100)
            throw Invalid($"The number of attempts is {submission.Attempts}; it must be 1 to 100.");
        if (submission.Idempotency is not { } idempotency)
            return;
        Check(idempotency.Key, 255, "The idempotency key");
        Check(idempotency.RequestHash, 255, "The hash of the request");
    }

    private static void Check(string text, int longest, string what)
    {
        if (text is null || text.Length < 1 || text.Length > longest || text.Any(char.IsControl) || !IsUnicode(text))
            throw Invalid($"{what} must be 1 to {longest} characters of Unicode without control characters.");
    }

    // Half a surrogate pair cannot be stored as UTF-8.
    private static bool IsUnicode(string text)
    {
        for (var at = 0; at < text.Length; at++)
            if (char.IsSurrogate(text[at]) && !Rune.TryGetRuneAt(text, at++, out _))
                return false;
        return true;
    }

    private static FarmException Invalid(string message) => FarmException.Rejected(FailureCode.SettingsInvalid, message);
}
