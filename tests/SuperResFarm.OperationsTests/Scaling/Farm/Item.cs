using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.OperationsTests.Scaling.Farm;

/// <summary>One image.</summary>
/// <param name="Priority">How urgent.</param>
/// <param name="Arrived">When its job was accepted.</param>
/// <param name="Service">How long a worker takes.</param>
internal sealed record Item(Priority Priority, TimeSpan Arrived, TimeSpan Service)
{
    /// <summary>When the attempt began that is under way or was the last.</summary>
    public TimeSpan? Started { get; set; }

    /// <summary>When it was done.</summary>
    public TimeSpan? Done { get; set; }

    /// <summary>How long it waited for the attempt that did it.</summary>
    public TimeSpan Wait => Started!.Value - Arrived;
}
