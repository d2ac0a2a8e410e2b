using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>An event for one webhook. Times are Unix milliseconds of the database's clock.</summary>
internal sealed class DeliveryRow
{
    /// <summary>In the order of the events; see <c>DeliveryId</c>.</summary>
    public Guid Id { get; init; }
    public Guid WebhookId { get; init; }
    public required string Event { get; init; }
    public Guid? JobId { get; init; }

    /// <summary>What is sent.</summary>
    public required string Body { get; init; }
    public DeliveryState State { get; set; }
    public int Attempts { get; set; }
    public long CreatedAt { get; init; }
    public long DueAt { get; set; }

    /// <summary>When it was last asked for: at first, or by a replay. How long it is tried counts from here.</summary>
    public long AskedAt { get; set; }

    /// <summary>Until when a process has the right to deliver it.</summary>
    public long? LeaseUntil { get; set; }
    public int? LastStatus { get; set; }
    public string? LastError { get; set; }
    public long? LastTryAt { get; set; }

    /// <summary>Has it delivered anew.</summary>
    public void Again(long now) => (State, Attempts, DueAt, AskedAt, LeaseUntil, LastStatus, LastError) = (DeliveryState.Pending, 0, now, now, null, null, null);
}
