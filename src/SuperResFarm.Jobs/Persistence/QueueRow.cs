using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>One per priority; its lock is the right to fill that queue.</summary>
internal sealed class QueueRow
{
    public Priority Priority { get; init; }

    /// <summary>Virtual time of the fair shares.</summary>
    public double VirtualTime { get; set; }
}
