namespace SuperResFarm.Imaging.Buffers;

/// <summary>A whole image in memory, for what looks at all of its pixels at once; images on their way stream as <see cref="Band"/>s instead.</summary>
public sealed class Raster
{
    /// <param name="size">Size in pixels.</param>
    /// <param name="format">Layout of the samples.</param>
    /// <param name="samples">Rows from top to bottom without gaps; kept, not copied.</param>
    /// <exception cref="ArgumentException">There are more or fewer samples than the size needs.</exception>
    public Raster(PixelSize size, PixelFormat format, byte[] samples)
    {
        if (samples.Length != (long)format.RowBytes(size.Width) * size.Height)
            throw new ArgumentException($"{samples.Length} bytes do not make a {size} image of {format}.", nameof(samples));
        (Size, Format, Samples) = (size, format, samples);
    }

    /// <summary>Size in pixels.</summary>
    public PixelSize Size { get; }

    /// <summary>Layout of the samples.</summary>
    public PixelFormat Format { get; }

    /// <summary>Interleaved samples, rows from top to bottom without gaps.</summary>
    public byte[] Samples { get; }

    /// <summary>An image of zeros: black, and transparent where it has alpha.</summary>
    /// <exception cref="OverflowException">It would exceed 2 GiB.</exception>
    public static Raster Black(PixelSize size, PixelFormat format) => new(size, format, new byte[checked(format.RowBytes(size.Width) * size.Height)]);

    /// <param name="index">0 to <c>Size.Height - 1</c>.</param>
    /// <returns>The samples of one row.</returns>
    public Span<byte> Row(int index) => Samples.AsSpan(index * Format.RowBytes(Size.Width), Format.RowBytes(Size.Width));

    /// <summary>Copies a part of the image.</summary>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    /// <param name="size">Size of the part.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part reaches beyond the image.</exception>
    public Raster Crop(int left, int top, PixelSize size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size.Width, Size.Width - left, nameof(size));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size.Height, Size.Height - top, nameof(size));
        var part = Black(size, Format);
        for (var y = 0; y < size.Height; y++)
            Row(top + y).Slice(left * Format.BytesPerPixel, Format.RowBytes(size.Width)).CopyTo(part.Row(y));
        return part;
    }
}
