using SuperResFarm.Contracts.Webhooks;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>A webhook. Times are Unix milliseconds of the database's clock.</summary>
internal sealed class WebhookRow
{
    public Guid Id { get; init; }
    public required string Tenant { get; init; }
    public required string Url { get; set; }

    /// <summary>Names, separated by spaces.</summary>
    public required string Events { get; set; }
    public string? Description { get; set; }
    public bool Enabled { get; set; } = true;

    /// <summary>Why not.</summary>
    public string? DisabledReason { get; set; }

    /// <summary>As the host gave it, maybe sealed.</summary>
    public required string Secret { get; set; }

    /// <summary>The one before, and until when it signs too.</summary>
    public string? OldSecret { get; set; }
    public long? OldSecretUntil { get; set; }
    public long CreatedAt { get; init; }

    /// <summary>Since when it gets what it gets: items that ended before are not told.</summary>
    public long Since { get; set; }

    /// <summary>When the first of an unbroken row of failures was.</summary>
    public long? FailingSince { get; set; }

    /// <summary>Whether it wants events of items.</summary>
    public bool WantsItems => Events.Split(' ').Any(WebhookEvents.IsOfItems);

    /// <returns>Whether it wants an event.</returns>
    public bool Wants(string name) => Events.Split(' ').Contains(name);
}
