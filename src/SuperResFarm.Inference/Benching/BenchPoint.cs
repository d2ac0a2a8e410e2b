using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Benching;

/// <summary>How a network is run while it is measured.</summary>
/// <param name="Shape">Each tile in source pixels.</param>
/// <param name="Batch">Tiles of a lane that run at once: a power of two, as the engine cuts all others into such.</param>
/// <param name="Lanes">Lanes that run at the same time.</param>
public sealed record BenchPoint(TileShape Shape, int Batch, int Lanes)
{
    /// <summary>Tiles that run at the same time.</summary>
    public int Round => Batch * Lanes;

    /// <summary>Source pixels that are in the device's memory at the same time.</summary>
    public long Pixels => Shape.Pixels * Round;
}
