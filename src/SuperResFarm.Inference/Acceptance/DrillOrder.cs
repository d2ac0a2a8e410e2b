using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>The tile of an out-of-memory drill.</summary>
/// <param name="Shape">The tile in source pixels: it is to be too large, its quarters are not.</param>
/// <param name="Halo">Context at each seam of its parts, in source pixels.</param>
public sealed record DrillOrder(TileShape Shape, int Halo)
{
    // The smallest cap that the processor's memory can be given, 64 MB, lies in the gap between it and its quarter.
    private const long LeastBytes = 110_000_000;

    /// <param name="card">Of a network that takes tiles of any size.</param>
    /// <param name="footprint">What its tiles take.</param>
    /// <param name="halo">Context in source pixels.</param>
    internal static DrillOrder For(ModelCard card, Footprint footprint, int halo)
    {
        var context = SeededTile.RoundedUp(halo, halo, card.SizeMultiple).Width;
        // A part must keep a core between its halos.
        var edge = Math.Max((int)Math.Sqrt(LeastBytes / Math.Max(1, footprint.BytesPerPixel)), 4 * context) + 2 * card.SizeMultiple;
        return new(SeededTile.RoundedUp(edge, edge, 2 * card.SizeMultiple), halo);
    }
}
