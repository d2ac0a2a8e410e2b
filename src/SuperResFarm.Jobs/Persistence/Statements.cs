using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>The statements that EF Core has no words for and that both databases understand.</summary>
/// <param name="clock">An expression: now, in Unix milliseconds, by the database's clock.</param>
/// <param name="lockFree">Added to a selection: locks its rows and leaves out those that somebody else has locked.</param>
internal sealed class Statements(string clock, string lockFree)
{
    public string Now { get; } = $"SELECT {clock} AS \"Value\"";

    /// <summary>The queue row of a priority ({0}), unless another dispatcher has it.</summary>
    public string Queue { get; } = $"SELECT * FROM queues WHERE priority = {{0}}{lockFree}";

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
}
