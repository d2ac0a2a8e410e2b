namespace SuperResFarm.Jobs.Store;

/// <summary>The right to go on with a job's listing for a while, from where it stands.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Plan">As it was submitted.</param>
/// <param name="LastKey">The last object that was listed; null: none was.</param>
/// <param name="Found">Items so far.</param>
/// <param name="PassedOver">Objects so far that were no items.</param>
/// <param name="Failures">How often it failed since it last got on.</param>
public sealed record CrawlClaim(Guid JobId, string Tenant, string Plan, string? LastKey, int Found, long PassedOver, int Failures);

/// <summary>What was listed next.</summary>
/// <param name="Items">In the order of their keys.</param>
/// <param name="LastKey">The last object that was listed; null: none was.</param>
/// <param name="PassedOver">How many objects were no items.</param>
public sealed record CrawlPage(IReadOnlyList<Persistence.NewItem> Items, string? LastKey, long PassedOver)
{
    /// <summary>Whether nothing follows.</summary>
    public bool IsLast { get; init; }

    /// <summary>With <see cref="IsLast"/>: why, though not everything was listed; null: everything was.</summary>
    public string? Error { get; init; }
}

/// <summary>How far a job's listing is.</summary>
/// <param name="Found">Items that were found.</param>
/// <param name="PassedOver">Objects that were none.</param>
/// <param name="HasEnded">Whether no more come.</param>
/// <param name="Waiting">What it waits for; null: for nothing.</param>
/// <param name="Error">Why it ended early; null: it did not.</param>
public sealed record CrawlView(int Found, long PassedOver, bool HasEnded, string? Waiting, string? Error);
