namespace SuperResFarm.Imaging.Buffers;

/// <summary>Size of an image in pixels.</summary>
/// <param name="Width">Pixels in a row, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
public readonly record struct PixelSize(int Width, int Height)
{
    /// <summary>Number of pixels; does not overflow.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>Number of pixels in millions.</summary>
    public double Megapixels => Pixels / 1e6;

    /// <returns>Width and height exchanged, as after a quarter turn.</returns>
    public PixelSize Turned() => new(Height, Width);

    /// <returns><c>640x480</c>.</returns>
    public override string ToString() => $"{Width}x{Height}";
}
