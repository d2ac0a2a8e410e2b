using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Jobs.Store;

/// <summary>A job as it stands.</summary>
/// <param name="Id">Later jobs have larger ids.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Priority">Whose queue it takes.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Counts">Where its items stand.</param>
/// <param name="Parameters">How its items are enlarged.</param>
/// <param name="CreatedAt">When it was recorded.</param>
/// <param name="StartedAt">When something of it first left; null: not yet.</param>
/// <param name="FinishedAt">When its last item ended; null: not yet.</param>
public sealed record JobView(
    Guid Id, string Tenant, Priority Priority, JobState State, JobCounts Counts, UpscaleParameters Parameters,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    /// <summary>What its submitter has noted with it, as a JSON object, so that equal ones are equal; null: nothing.</summary>
    public string? Labels { get; init; }

    /// <summary>When it begins nothing more.</summary>
    public JobLimits Limits { get; init; } = JobLimits.None;

    /// <summary>How much it has used.</summary>
    public JobSpent Spent { get; init; }

    /// <summary>How far the listing of its prefix is; null: there is none.</summary>
    public CrawlView? Crawl { get; init; }

    /// <summary>The limit that ended items of it; null: none did.</summary>
    public FailureCode? StoppedBecause { get; init; }

    /// <summary>What is known of the work it is.</summary>
    public JobWork Work { get; init; } = JobWork.None;

    /// <summary>How many of its items were refused when they were submitted.</summary>
    public int Refused { get; init; }
}
