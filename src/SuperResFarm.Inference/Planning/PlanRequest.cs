using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Inference.Planning;

/// <summary>What a plan is asked for.</summary>
/// <param name="Size">The upright source.</param>
/// <param name="Format">Its samples.</param>
/// <param name="Network">What matters of the network.</param>
/// <param name="Passes">Runs of the network over each tile.</param>
/// <param name="Halo">Context at each seam in source pixels.</param>
/// <param name="Core">Length of a tile without halos, or 0 to let the planner choose.</param>
/// <param name="Lanes">Tiles that run at the same time.</param>
public sealed record PlanRequest(PixelSize Size, PixelFormat Format, NetworkShape Network, int Passes, int Halo, int Core, int Lanes);

/// <summary>What matters of a network for a plan.</summary>
/// <param name="Scale">Output over input.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="SizeMultiple">Tile lengths are multiples of this.</param>
/// <param name="FixedSize">The only tile it takes, if there is only one.</param>
/// <param name="BytesPerPixel">Peak bytes of activations for each source pixel of a tile.</param>
public sealed record NetworkShape(int Scale, int Channels, int SizeMultiple, PixelSize? FixedSize, double BytesPerPixel)
{
    /// <summary>Takes from a card what matters.</summary>
    public static NetworkShape Of(ModelCard card, int scale) => new(
        scale, card.Channels, card.SizeMultiple, card.FixedSize is { } only ? new PixelSize(only.Width, only.Height) : null, 1100);
}
