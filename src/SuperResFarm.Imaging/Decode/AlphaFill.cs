using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Decode;

/// <summary>
/// Gives transparent pixels the colour of their visible surroundings, so that whatever hides under them cannot bleed into
/// the edge when the image is upscaled. Fully opaque pixels stay bit-identical; alpha never changes.
/// </summary>
internal static class AlphaFill
{
    /// <summary>Half height and width of the near window, in pixels.</summary>
    public const int NearRadius = 4;

    /// <summary>The same of the far window; more than a practical receptive field looks beyond an edge.</summary>
    public const int FarRadius = 24;

    /// <summary>How many times more a pixel of the near window counts than one of the far window.</summary>
    public const int NearWeight = 64;

    /// <returns>The rows, filled. The result owns <paramref name="rows"/>.</returns>
    public static IRowStream Over(IRowStream rows, PixelSize size, PixelFormat format) => format.Depth == SampleDepth.Eight
        ? new AlphaFillRows<byte>(rows, size, format)
        : new AlphaFillRows<ushort>(rows, size, format);
}
