using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>Tiles that are the same on every machine: parts of the picture that models are measured with.</summary>
internal static class SeededTile
{
    // Not a square, so that rows and columns cannot be exchanged unnoticed; small, as the plainest kernels of the processor run it too.
    private const int Width = 96, Height = 80;

    /// <returns>The tile that devices are compared on.</returns>
    public static TileShape ShapeFor(ModelCard card) => card.FixedSize is { } only ? new(only.Width, only.Height) : RoundedUp(Width, Height, card.SizeMultiple);

    /// <returns>A tile of at least that size that a network takes.</returns>
    public static TileShape RoundedUp(int width, int height, int multiple) => new((width + multiple - 1) / multiple * multiple, (height + multiple - 1) / multiple * multiple);

    /// <summary>Draws the picture.</summary>
    /// <param name="slot">The tile.</param>
    /// <param name="engine">What will run it.</param>
    /// <param name="part">Which part of the picture, from 0.</param>
    public static void Fill(TileSlot slot, ITileEngine engine, int part = 0) =>
        ProbePicture.Draw(slot, engine.Depth, engine.Channels, left: part * slot.Shape.Width, top: part * slot.Shape.Height);
}
