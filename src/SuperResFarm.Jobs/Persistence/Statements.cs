using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>The statements that EF Core has no words for and that both databases understand.</summary>
/// <param name="clock">An expression: now, in Unix milliseconds, by the database's clock.</param>
/// <param name="bytewise">Added to a text: it is compared byte by byte, which is quicker than by a language's rules, and never equal to another spelling.</param>
/// <param name="lockFree">Added to a selection: locks its rows and leaves out those that somebody else has locked.</param>
/// <param name="locked">Added to a selection: locks its rows, and waits for those that somebody else has locked.</param>
internal sealed class Statements(string clock, string bytewise, string lockFree, string locked)
{
    public string Now { get; } = $"SELECT {clock} AS \"Value\"";

    /// <summary>The queue row of a priority ({0}), unless another dispatcher has it.</summary>
    public string Queue { get; } = $"SELECT * FROM queues WHERE priority = {{0}}{lockFree}";

    /// <summary>The row of a tenant ({0}), for this transaction alone.</summary>
    public string Tenant { get; } = $"SELECT * FROM tenants WHERE name = {{0}}{locked}";

    /// <summary>What is left of a deleted job ({0}), for this transaction alone.</summary>
    public string Deleted { get; } = $"SELECT * FROM deleted_jobs WHERE job_id = {{0}}{locked}";

    /// <summary>Leases the job that has been deleted longest and has something left to remove @now until @until.</summary>
    public string ClaimDeleted { get; } =
        $"""
        WITH oldest AS MATERIALIZED (
            SELECT job_id FROM deleted_jobs
            WHERE (lease_until IS NULL OR lease_until < @now) AND (next < items OR NOT cancel_unsaid)
            ORDER BY deleted_at, job_id LIMIT 1{lockFree})
        UPDATE deleted_jobs SET lease_until = @until WHERE job_id IN (SELECT job_id FROM oldest)
        RETURNING *
        """;

    /// <summary>The listing that is due at a time ({0}) and has waited longest.</summary>
    public string Crawl { get; } =
        $$"""
        SELECT * FROM crawls WHERE state = {{(int)CrawlState.GoingOn}} AND due_at <= {0} AND (lease_until IS NULL OR lease_until < {0})
        ORDER BY due_at LIMIT 1{{lockFree}}
        """;

    /// <summary>Refuses every item of a job ({0}) but the first with an equal target.</summary>
    public string RefuseTwins { get; } =
        $$"""
        UPDATE items SET state = {{(int)ItemLife.Refused.State}}, attempt = {{ItemLife.Refused.Attempt}}, last_attempt = {{ItemLife.Refused.LastAttempt}},
            failure = '{{FailureCode.OutputUnwritable}}',
            failure_message = 'Item ' || twins.first || ' of this job has the same target: give this item a target of its own.'
        FROM (SELECT number, min(number) OVER (PARTITION BY target{{bytewise}}) AS first FROM items WHERE job_id = {0} AND attempt > 0) AS twins
        WHERE items.job_id = {0} AND items.number = twins.number AND twins.number > twins.first
        """;

    /// <summary>The first items of a job ({0}) that have ended after a time ({1}), or at it with a larger number ({2}); at most so many ({3}).</summary>
    public static string Ended { get; } =
        $$"""
        SELECT * FROM items WHERE job_id = {0} AND state >= {{(int)ItemState.Succeeded}} AND (changed_at, number) > ({1}, {2})
        ORDER BY changed_at, number LIMIT {3}
        """;

    /// <summary>Leases the first @most items of a @tenant and @priority that are due @now until @until.</summary>
    public string Claim { get; } =
        $"""
        WITH due AS MATERIALIZED (
            SELECT job_id, number FROM items
            WHERE state = {(int)ItemState.Pending} AND priority = @priority AND tenant = @tenant
                AND due_at <= @now AND (lease_until IS NULL OR lease_until < @now)
            ORDER BY job_id, number LIMIT @most{lockFree})
        UPDATE items SET lease_until = @until WHERE (job_id, number) IN (SELECT job_id, number FROM due)
        RETURNING *
        """;

    /// <summary>Of a job ({0}) the first items in states from {4} to {5} that have ended after a time ({1}), or at it with a larger number ({2}); at most so many ({3}).</summary>
    public static string EndedAs { get; } =
        $$"""
        SELECT * FROM items WHERE job_id = {0} AND state >= {{(int)ItemState.Succeeded}} AND state BETWEEN {4} AND {5} AND (changed_at, number) > ({1}, {2})
        ORDER BY changed_at, number LIMIT {3}
        """;

    /// <summary>The feed that has waited longest of those that have something to tell to a webhook of which fewer than {0} deliveries wait.</summary>
    public string Feed { get; } =
        $$"""
        SELECT * FROM webhook_feeds WHERE (webhook_id, job_id) IN (
            SELECT feed.webhook_id, feed.job_id FROM webhook_feeds AS feed
            JOIN webhooks AS webhook ON webhook.id = feed.webhook_id
            JOIN jobs AS job ON job.id = feed.job_id
            WHERE webhook.enabled AND (job.changed_at > feed.changed_at OR job.finished_at IS NOT NULL) AND (
                SELECT count(*) FROM (SELECT 1 FROM webhook_deliveries WHERE webhook_id = feed.webhook_id AND state = 0 LIMIT {0}) AS waiting) < {0}
            ORDER BY feed.looked_at LIMIT 16)
        ORDER BY looked_at LIMIT 1{{lockFree}}
        """;

    /// <summary>Leases the first @most deliveries of a @webhook that are due @now until @until.</summary>
    public string ClaimDeliveries { get; } =
        $"""
        WITH due AS MATERIALIZED (
            SELECT id FROM webhook_deliveries
            WHERE state = 0 AND webhook_id = @webhook AND due_at <= @now AND (lease_until IS NULL OR lease_until < @now)
            ORDER BY due_at, id LIMIT @most{lockFree})
        UPDATE webhook_deliveries SET lease_until = @until WHERE id IN (SELECT id FROM due)
        RETURNING *
        """;
}
