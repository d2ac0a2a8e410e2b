namespace SuperResFarm.Jobs.Persistence;

/// <summary>How far a webhook is told of the items of a job, in the order in which they end. Gone when the job has ended and all is told.</summary>
internal sealed class FeedRow
{
    public Guid WebhookId { get; init; }
    public Guid JobId { get; init; }

    /// <summary>The last item that is told.</summary>
    public long ChangedAt { get; set; }
    public int Number { get; set; }

    /// <summary>When it was last looked at; the one that has waited longest is next.</summary>
    public long LookedAt { get; set; }
}
