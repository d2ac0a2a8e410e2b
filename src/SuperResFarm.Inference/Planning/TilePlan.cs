using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Planning;

/// <summary>How an image is run on a device.</summary>
public sealed record TilePlan
{
    /// <summary>The tiles.</summary>
    public required TileGrid Grid { get; init; }

    /// <summary>Output over input of the network.</summary>
    public required int Scale { get; init; }

    /// <summary>Context at each seam in source pixels.</summary>
    public required int Halo { get; init; }

    /// <summary>Runs of the network over each tile: colour, single planes, alpha.</summary>
    public required int Passes { get; init; }

    /// <summary>Lanes that run at the same time, at most as many as were asked for.</summary>
    public required int Lanes { get; init; }

    /// <summary>Tiles of a lane that run at once, at least 1; those of other images in flight fill a batch.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Tiles that exist at the same time: running, cut ahead, and waiting to be placed.</summary>
    public required int Slots { get; init; }

    /// <summary>Bytes the plan is expected to need of the device's memory; on the processor of everything beside the program itself.</summary>
    public required long FootprintBytes { get; init; }

    /// <summary>Bytes of tiles and bands in this machine's memory where the device has its own; 0 where it has not.</summary>
    public long HostBytes { get; init; }

    /// <summary>Bytes it may need of the device.</summary>
    public required long BudgetBytes { get; init; }

    /// <summary>Bytes that it leaves to the weights of networks, which on the processor share the budget; a GPU's are its own.</summary>
    public long SpareBytes => HostBytes > 0 ? long.MaxValue : Math.Max(0, BudgetBytes - FootprintBytes);

    /// <summary>Why it is this one; null for a plan that was not chosen among others.</summary>
    public PlanReason? Reason { get; init; }

    /// <summary>Network runs in all.</summary>
    public int Runs => Grid.Count * Passes;
}
