using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Webhooks;

/// <summary>A delivery as it stands.</summary>
/// <param name="Id">What receivers know it by.</param>
/// <param name="Event">What it tells.</param>
/// <param name="JobId">Of which job.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">Tries since it was last asked for.</param>
/// <param name="CreatedAt">When it was written down.</param>
/// <param name="LastStatus">Of the receiver's last answer.</param>
/// <param name="LastError">Why the last try did not succeed.</param>
/// <param name="LastTryAt">When it was last tried.</param>
/// <param name="DueAt">When it is tried next; only while it is pending.</param>
public sealed record DeliveryView(
    Guid Id, string Event, Guid? JobId, DeliveryState State, int Attempts, DateTimeOffset CreatedAt, int? LastStatus, string? LastError,
    DateTimeOffset? LastTryAt, DateTimeOffset? DueAt);

/// <summary>A delivery that a process has the right to try.</summary>
/// <param name="Id">Its id.</param>
/// <param name="WebhookId">For whom.</param>
/// <param name="Url">Where to.</param>
/// <param name="Body">What is sent.</param>
/// <param name="Secrets">What it is signed with, as they are stored, the newest first.</param>
/// <param name="Attempts">How often it was tried before.</param>
/// <param name="Lease">The right, which no other process has.</param>
public sealed record DueDelivery(Guid Id, Guid WebhookId, string Url, string Body, IReadOnlyList<string> Secrets, int Attempts, long Lease);

/// <summary>What came of a try.</summary>
/// <param name="Delivered">The receiver has taken it.</param>
/// <param name="Status">Of its answer; null: there was none.</param>
/// <param name="Error">Why not, one sentence.</param>
public sealed record DeliveryTry(bool Delivered, int? Status, string? Error = null)
{
    /// <summary>The receiver wants nothing more.</summary>
    public bool Gone => Status == 410;

    /// <summary>When to come again, if it says so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>What a try has led to.</summary>
/// <param name="Written">False: somebody else has the delivery, or it is gone.</param>
/// <param name="State">Where the delivery stands.</param>
/// <param name="Disabled">Why the webhook gets nothing more; null: it does.</param>
public sealed record TryOutcome(bool Written, DeliveryState State, string? Disabled = null);
