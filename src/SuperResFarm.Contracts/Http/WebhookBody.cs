namespace SuperResFarm.Contracts.Http;

/// <summary>Body of <c>POST /v1/webhooks</c>.</summary>
/// <param name="Url">Where events are posted to: https, port 443 unless the farm allows more.</param>
/// <param name="Events">Which events; at least one.</param>
/// <param name="Description">For people, at most 200 characters.</param>
public sealed record WebhookRequest(string Url, IReadOnlyList<string> Events, string? Description = null);

/// <summary>Body of <c>PATCH /v1/webhooks/{id}</c>: what is absent stays.</summary>
public sealed record WebhookChange
{
    /// <summary>Where events are posted to from now on, those that wait included.</summary>
    public string? Url { get; init; }

    /// <summary>Which events from now on.</summary>
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it gets anything. What happens while it does not is not told later, except of items by a replay.</summary>
    public bool? Enabled { get; init; }
}

/// <summary>A webhook as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where events are posted to.</param>
/// <param name="Events">Which events.</param>
/// <param name="Description">For people.</param>
/// <param name="Enabled">Whether it gets anything.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record WebhookBody(Guid Id, string Url, IReadOnlyList<string> Events, string? Description, bool Enabled, DateTimeOffset CreatedAt)
{
    /// <summary>Why it gets nothing: <c>asked</c> by its owner, <c>gone</c> (the receiver answered 410), or <c>failing</c> for days.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>Since when no delivery has succeeded although some were tried.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Until when deliveries are signed with the secret of before too.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; init; }

    /// <summary>What deliveries are signed with. Only in the answer that made it; nobody is ever told again.</summary>
    public string? Secret { get; init; }
}
