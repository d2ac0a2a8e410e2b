namespace SuperResFarm.Contracts.Http;

/// <summary>A delivery of a webhook as it stands.</summary>
/// <param name="Id">What the receiver sees as <c>webhook-id</c>, the same at each try and replay.</param>
/// <param name="Event">What it tells.</param>
/// <param name="State"><c>pending</c>, <c>delivered</c> or <c>failed</c>.</param>
/// <param name="Attempts">Tries since it was last asked for.</param>
/// <param name="CreatedAt">When it was written down.</param>
public sealed record DeliveryBody(Guid Id, string Event, string State, int Attempts, DateTimeOffset CreatedAt)
{
    /// <summary>Of which job.</summary>
    public Guid? JobId { get; init; }

    /// <summary>Status of the receiver's last answer; absent: there was none.</summary>
    public int? LastStatus { get; init; }

    /// <summary>Why the last try did not succeed.</summary>
    public string? Error { get; init; }

    /// <summary>When it was last tried.</summary>
    public DateTimeOffset? LastTryAt { get; init; }

    /// <summary>When it is tried next; only while it is pending.</summary>
    public DateTimeOffset? NextTryAt { get; init; }
}

/// <summary>What an order to deliver again has led to.</summary>
/// <param name="Deliveries">How many of the delivery log are delivered again.</param>
/// <param name="Jobs">Of how many jobs the items are told again.</param>
public sealed record ReplayBody(int Deliveries, int Jobs);
