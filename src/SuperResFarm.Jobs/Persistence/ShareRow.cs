using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>What a tenant has had of a queue.</summary>
internal sealed class ShareRow
{
    public Priority Priority { get; init; }
    public required string Tenant { get; init; }

    /// <summary>Virtual time at which it is paid for.</summary>
    public double Finish { get; set; }

    /// <summary>When something of it was last dispatched.</summary>
    public long PickedAt { get; set; }
}
