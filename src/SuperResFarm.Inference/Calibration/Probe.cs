using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Calibration;

/// <summary>One measured run.</summary>
/// <param name="Width">Source pixels of a row of each tile.</param>
/// <param name="Height">Rows of each tile.</param>
/// <param name="Batch">Tiles run at once.</param>
/// <param name="Bytes">Most memory that the engine held for it, on a GPU with the weights; 0 where it keeps no figures.</param>
/// <param name="Seconds">Time of the run, the fastest of a few.</param>
public sealed record Probe(int Width, int Height, int Batch, long Bytes, double Seconds)
{
    /// <summary>Source pixels of all tiles together.</summary>
    public long Pixels() => Shape().Pixels * Batch;

    /// <summary>Each tile.</summary>
    public TileShape Shape() => new(Width, Height);
}
