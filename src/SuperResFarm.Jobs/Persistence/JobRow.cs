using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>A job. Times are Unix milliseconds of the database's clock, on both databases.</summary>
internal sealed partial class JobRow
{
    /// <summary>Version 7: later jobs have larger ids.</summary>
    public Guid Id { get; init; }
    public required string Tenant { get; init; }
    public Priority Priority { get; init; }
    public JobState State { get; set; }

    /// <summary><see cref="UpscaleParameters"/> as JSON.</summary>
    public required string Parameters { get; init; }

    /// <summary>How many attempts an item is granted.</summary>
    public int Budget { get; init; }
    public long CreatedAt { get; init; }
    public long? StartedAt { get; set; }
    public long? FinishedAt { get; set; }

    /// <summary>Whether the workers have still to be told that it is cancelled, or that nothing more of it is begun.</summary>
    public bool CancelUnsaid { get; set; }

    /// <summary>Where the listing of its prefix stands, as <see cref="CrawlRow.State"/>.</summary>
    public CrawlState Crawl { get; set; }

    /// <summary>Whether more items may come: then it does not end.</summary>
    public bool Crawling => Crawl == CrawlState.GoingOn;

    public long? DeadlineAt { get; set; }
    public double? BudgetMegapixels { get; set; }
    public double? BudgetDeviceSeconds { get; set; }
    public double? BudgetCost { get; set; }
    public double SpentMegapixels { get; set; }
    public double SpentDeviceSeconds { get; set; }
    public double SpentCost { get; set; }

    /// <summary>Why items of it were not done: a limit that was reached; null: for no such reason.</summary>
    public FailureCode? StoppedBecause { get; set; }

    /// <summary>How often it was asked for again after it had stopped: what workers are told of a stop must not end what was asked for later.</summary>
    public int Round { get; set; }

    /// <summary>How many items were refused when they were submitted; they count as failed for ever.</summary>
    public int Refused { get; set; }

    /// <summary>
    /// When its items last changed state. Each transaction that changes some writes a later time than the one before, if need be one
    /// millisecond ahead of the clock. So items in the order of their change are in the order of the commits too, and whoever has
    /// read up to some time has missed nothing before it.
    /// </summary>
    public long ChangedAt { get; set; }

    /// <summary>W3C trace context of the request that submitted it.</summary>
    public string? Trace { get; init; }

    /// <summary>What its submitter notes with it, a JSON object of names and values; <see cref="LabelRow"/> finds it by them.</summary>
    public string? Labels { get; init; }

    public int Pending { get; set; }
    public int Dispatched { get; set; }
    public int Running { get; set; }
    public int Succeeded { get; set; }
    public int Failed { get; set; }
    public int Cancelled { get; set; }

    /// <summary>The six columns above. They change only under the lock of this row, in the transaction that changes the items.</summary>
    public JobCounts Counts
    {
        get => new(Pending, Dispatched, Running, Succeeded, Failed, Cancelled);
        set => (Pending, Dispatched, Running, Succeeded, Failed, Cancelled) =
            (value.Pending, value.Dispatched, value.Running, value.Succeeded, value.Failed, value.Cancelled);
    }

    /// <summary>The deadline and the budget of the columns above.</summary>
    public JobLimits Limits
    {
        get => new(
            DeadlineAt is { } deadline ? DateTimeOffset.FromUnixTimeMilliseconds(deadline) : null,
            (BudgetMegapixels, BudgetDeviceSeconds, BudgetCost) is (null, null, null) ? null : new(BudgetMegapixels, BudgetDeviceSeconds, BudgetCost));
        set => (DeadlineAt, BudgetMegapixels, BudgetDeviceSeconds, BudgetCost) =
            (value.Deadline?.ToUnixTimeMilliseconds(), value.Budget?.Megapixels, value.Budget?.DeviceSeconds, value.Budget?.Cost);
    }

    /// <summary>What was used, of the columns above. It changes as the counts do.</summary>
    public JobSpent Spent
    {
        get => new(SpentMegapixels, SpentDeviceSeconds, SpentCost);
        set => (SpentMegapixels, SpentDeviceSeconds, SpentCost) = (value.Megapixels, value.DeviceSeconds, value.Cost);
    }

    /// <summary>What this transaction has done to it; <see cref="Outbox"/> tells of it. Not a column.</summary>
    public JobHappenings Happened { get; set; }

    /// <summary>What a transaction writes as the time of its changes.</summary>
    public long NextChange(long now) => Math.Max(now, ChangedAt + 1);

    /// <summary>The limit that is reached; null: none is.</summary>
    public FailureCode? Reached(long now) => Limits.Reached(Spent, DateTimeOffset.FromUnixTimeMilliseconds(now));

    /// <summary>Notes that a limit ended items of it, unless one did before.</summary>
    public void Stop(FailureCode because)
    {
        if (StoppedBecause is not null)
            return;
        StoppedBecause = because;
        Happened |= JobHappenings.Stopped;
    }

    /// <summary>Takes over new counts and what follows from them.</summary>
    /// <param name="counts">All of them.</param>
    /// <param name="now">By the database's clock.</param>
    /// <param name="changedAt">See <see cref="ChangedAt"/>.</param>
    /// <param name="begins">Whether items that left for a worker can be among what changed.</param>
    public void Recount(JobCounts counts, long now, long changedAt, bool begins = true)
    {
        var (started, finished) = (StartedAt, FinishedAt);
        (Counts, State, ChangedAt) = (counts, State.After(counts, Refused, Crawling), changedAt);
        StartedAt ??= begins && counts.Left(Refused) > 0 ? now : null;
        FinishedAt = counts.Open == 0 && !Crawling ? FinishedAt ?? now : null;
        Happened |= (started is null && StartedAt is not null ? JobHappenings.Started : 0)
            | (finished is null && FinishedAt is not null ? JobHappenings.Ended : 0)
            | (finished is not null && FinishedAt is null ? JobHappenings.Reopened : 0);
    }
}
