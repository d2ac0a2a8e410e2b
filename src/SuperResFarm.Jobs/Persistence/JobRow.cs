using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>A job. Times are Unix milliseconds of the database's clock, on both databases.</summary>
internal sealed class JobRow
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

    /// <summary>Whether the workers have still to be told that it is cancelled.</summary>
    public bool CancelUnsaid { get; set; }

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

    /// <summary>What this transaction has done to it; <see cref="Outbox"/> tells of it. Not a column.</summary>
    public JobHappenings Happened { get; set; }

    /// <summary>What a transaction writes as the time of its changes.</summary>
    public long NextChange(long now) => Math.Max(now, ChangedAt + 1);

    /// <summary>Takes over new counts and what follows from them.</summary>
    public void Recount(JobCounts counts, long now, long changedAt)
    {
        var (started, finished) = (StartedAt, FinishedAt);
        (Counts, State, ChangedAt) = (counts, State.After(counts, Refused), changedAt);
        StartedAt ??= counts.Left(Refused) > 0 ? now : null;
        FinishedAt = counts.Open == 0 ? FinishedAt ?? now : null;
        Happened |= (started is null && StartedAt is not null ? JobHappenings.Started : 0)
            | (finished is null && FinishedAt is not null ? JobHappenings.Ended : 0)
            | (finished is not null && FinishedAt is null ? JobHappenings.Reopened : 0);
    }
}
