using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Tests.Imaging.Codecs;

/// <summary>A small whole image in memory, for comparing what codecs deliver.</summary>
internal sealed record Picture(PixelSize Size, PixelFormat Format, byte[] Samples)
{
    public static Picture Read(string path, int rowsAtATime = 7) => Read(path, out _, rowsAtATime);

    public static Picture Read(string path, out ImageHeader header, int rowsAtATime = 7)
    {
        using var source = ImageSource.Open(path, new ImageLimits());
        header = source.Header;
        var rowBytes = header.Pixels.RowBytes(header.Size.Width);
        var samples = new byte[rowBytes * header.Size.Height];
        for (var row = 0; row < header.Size.Height; row += rowsAtATime)
            source.ReadRows(row, Math.Min(rowsAtATime, header.Size.Height - row), samples.AsSpan(row * rowBytes));
        return new Picture(header.Size, header.Pixels, samples);
    }

    /// <summary>A smooth coloured pattern that differs in every channel; alpha, where there is one, covers its whole range.</summary>
    public static Picture Pattern(int width, int height, PixelFormat format)
    {
        var samples = new byte[format.RowBytes(width) * height];
        var picture = new Picture(new PixelSize(width, height), format, samples);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var c = 0; c < format.Channels; c++)
                {
                    var wave = 0.5 + 0.45 * Math.Sin(0.05 * (c + 1) * x + 0.07 * (4 - c) * y);
                    picture.Set(x, y, c, format.HasAlpha && c == format.Channels - 1
                        ? Math.Min(format.MaxSample, x * 2 * format.MaxSample / width)
                        : (int)(wave * format.MaxSample));
                }
        return picture;
    }

    public int At(int x, int y, int channel)
    {
        var position = Position(x, y, channel);
        return Format.Depth == SampleDepth.Eight ? Samples[position] : BitConverter.ToUInt16(Samples, position);
    }

    public void Set(int x, int y, int channel, int value)
    {
        var position = Position(x, y, channel);
        if (Format.Depth == SampleDepth.Eight)
            Samples[position] = (byte)value;
        else
            BitConverter.TryWriteBytes(Samples.AsSpan(position), (ushort)value);
    }

    /// <summary>Largest and mean absolute difference of samples; layouts must agree.</summary>
    public (int Largest, double Mean) Difference(Picture other)
    {
        Assert.Equal((Size, Format), (other.Size, other.Format));
        var (largest, sum) = (0, 0L);
        for (var y = 0; y < Size.Height; y++)
            for (var x = 0; x < Size.Width; x++)
                for (var c = 0; c < Format.Channels; c++)
                {
                    var difference = Math.Abs(At(x, y, c) - other.At(x, y, c));
                    largest = Math.Max(largest, difference);
                    sum += difference;
                }
        return (largest, (double)sum / (Size.Pixels * Format.Channels));
    }

    private int Position(int x, int y, int channel) =>
        y * Format.RowBytes(Size.Width) + (x * Format.Channels + channel) * Format.BytesPerSample;
}
