namespace SuperResFarm.Imaging.Buffers;

/// <summary>Layout of interleaved samples: rows from top to bottom, pixels from left to right, no padding, straight alpha.</summary>
/// <param name="Channels">1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha.</param>
/// <param name="Depth">Bits of each sample, alpha included.</param>
public readonly record struct PixelFormat(int Channels, SampleDepth Depth)
{
    /// <summary>Whether the last channel is alpha (0 is transparent).</summary>
    public bool HasAlpha => Channels is 2 or 4;

    /// <summary>1 for gray, 3 for RGB.</summary>
    public int ColorChannels => HasAlpha ? Channels - 1 : Channels;

    /// <summary>1 or 2.</summary>
    public int BytesPerSample => (int)Depth / 8;

    /// <summary>Bytes from one pixel to the next: 1 to 8.</summary>
    public int BytesPerPixel => Channels * BytesPerSample;

    /// <summary>Largest sample value: 255 or 65535.</summary>
    public int MaxSample => (1 << (int)Depth) - 1;

    /// <param name="width">Pixels in a row.</param>
    /// <returns>Bytes from one row to the next.</returns>
    /// <exception cref="OverflowException">A row would exceed 2 GiB.</exception>
    public int RowBytes(int width) => checked(width * BytesPerPixel);

    /// <returns>Such as <c>RGBA 16-bit</c>.</returns>
    public override string ToString() =>
        $"{Channels switch { 1 => "gray", 2 => "gray+alpha", 3 => "RGB", 4 => "RGBA", _ => Channels + " channels" }} {(int)Depth}-bit";
}
