using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Planning;

/// <summary>What matters of a network for a plan.</summary>
/// <param name="Scale">Output over input.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="SizeMultiple">Tile lengths are multiples of this.</param>
/// <param name="FixedSize">The only tile it takes, if there is only one.</param>
/// <param name="BytesPerPixel">Estimated peak bytes of activations for each source pixel of a tile.</param>
/// <param name="Sha256">SHA-256 of the model's source, under which measurements are found; null: there are none.</param>
public sealed record NetworkShape(int Scale, int Channels, int SizeMultiple, PixelSize? FixedSize, double BytesPerPixel, string? Sha256 = null)
{
    // A dense residual network that upsamples by 4 at full width: the hungriest of the usual ones.
    private const double UnknownBytesPerPixel = 10_000;

    // The engine keeps one tensor in its blocked and in its plain layout for a moment.
    private const double BlockedCopy = 1.2;

    /// <summary>Takes from a network what matters.</summary>
    /// <param name="card">The facts about it.</param>
    /// <param name="activationBytesPerPixel">As its graph tells.</param>
    /// <param name="scale">Output over input.</param>
    public static NetworkShape Of(ModelCard card, double? activationBytesPerPixel, int scale) => new(
        scale, card.Channels, card.SizeMultiple, card.FixedSize is { } only ? new PixelSize(only.Width, only.Height) : null,
        activationBytesPerPixel * BlockedCopy ?? UnknownBytesPerPixel, card.Sha256);
}
