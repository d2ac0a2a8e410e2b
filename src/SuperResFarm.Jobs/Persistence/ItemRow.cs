using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>An item, which is also its own outbox entry. Times are Unix milliseconds of the database's clock.</summary>
internal sealed class ItemRow
{
    public Guid JobId { get; init; }

    /// <summary>Place in the job, from 0.</summary>
    public int Number { get; init; }

    /// <summary>The job's tenant and priority stand here too, so that a claim is one walk along one index.</summary>
    public required string Tenant { get; init; }
    public Priority Priority { get; init; }
    public ItemState State { get; set; }
    public int Attempt { get; set; }
    public int LastAttempt { get; set; }
    public int GivenBack { get; set; }

    /// <summary>Not to be dispatched before.</summary>
    public long DueAt { get; set; }

    /// <summary>
    /// Until when somebody has a right to it: while pending a dispatcher that publishes it, while dispatched the broker, while
    /// running the worker.
    /// </summary>
    public long? LeaseUntil { get; set; }
    public required string Source { get; init; }
    public required string Target { get; init; }

    /// <summary>Finds items with the same target, in jobs whose items come page by page; null in others.</summary>
    public long? TargetHash { get; init; }

    /// <summary>ETag the source must have.</summary>
    public string? SourceVersion { get; init; }

    /// <summary><see cref="UpscaleParameters"/> as JSON; null: the job's.</summary>
    public string? Parameters { get; init; }

    /// <summary>Share of the tiles that are done in this attempt, 0 to 1.</summary>
    public double Progress { get; set; }
    public string? Worker { get; set; }
    public string? Device { get; set; }

    /// <summary>Why the last attempt that failed did.</summary>
    public FailureCode? Failure { get; set; }
    public string? FailureMessage { get; set; }

    /// <summary><see cref="ItemResult"/> as JSON.</summary>
    public string? Result { get; set; }

    /// <summary>See <see cref="JobRow.ChangedAt"/>.</summary>
    public long ChangedAt { get; set; }

    /// <summary>The columns rules decide on.</summary>
    public ItemLife Life
    {
        get => new(State, Attempt, LastAttempt, GivenBack);
        set => (State, Attempt, LastAttempt, GivenBack) = (value.State, value.Attempt, value.LastAttempt, value.GivenBack);
    }
}
