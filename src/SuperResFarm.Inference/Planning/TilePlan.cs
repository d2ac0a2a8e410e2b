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

    /// <summary>Tiles that run at the same time.</summary>
    public required int Lanes { get; init; }

    /// <summary>Tiles that exist at the same time: running, cut ahead, and waiting to be placed.</summary>
    public required int Slots { get; init; }

    /// <summary>Bytes the plan is expected to need beside the program itself.</summary>
    public required long FootprintBytes { get; init; }

    /// <summary>Bytes it may need.</summary>
    public required long BudgetBytes { get; init; }

    /// <summary>Network runs in all.</summary>
    public int Runs => Grid.Count * Passes;
}
