using System.Runtime.InteropServices;
using NetVips;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Benchmarks;

/// <summary>A photo enlarged by Lanczos and repeated downwards, as rows for an encoder.</summary>
internal sealed class EnlargedPhoto
{
    private const int BandRows = 512;
    private const int DeepStep = 257;   // from 0..255 to 0..65535

    private readonly byte[] _samples;
    private readonly int _height;

    private EnlargedPhoto(byte[] samples, PixelSize once, PixelFormat format, double megapixels)
    {
        (_samples, _height, Format) = (samples, once.Height, format);
        Size = once with { Height = once.Height * Math.Max(1, (int)Math.Round(megapixels / once.Megapixels)) };
    }

    public PixelSize Size { get; }

    public PixelFormat Format { get; }

    /// <summary>Reads, enlarges (1 for a result of a network, which is large already) and converts.</summary>
    public static EnlargedPhoto Load(string file, double factor, PixelFormat format, double megapixels)
    {
        using var photo = Rgb(file);
        using var large = photo.Resize(factor, kernel: Enums.Kernel.Lanczos3);
        using var channels = format.ColorChannels == 1 ? large.ExtractBand(1) : large.Copy();
        using var alpha = Image.Xyz(large.Width, large.Height).ExtractBand(0) * (255.0 / large.Width);
        using var joined = format.HasAlpha ? channels.Bandjoin(alpha) : channels.Copy();
        using var scaled = format.Depth == SampleDepth.Sixteen ? joined * DeepStep : joined.Copy();
        using var rounded = scaled.Rint();
        using var samples = rounded.Cast(format.Depth == SampleDepth.Sixteen ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar);
        var bytes = format.Depth == SampleDepth.Sixteen ? MemoryMarshal.AsBytes<ushort>(samples.WriteToMemory<ushort>()).ToArray() : samples.WriteToMemory<byte>();
        return new EnlargedPhoto(bytes, new PixelSize(samples.Width, samples.Height), format, megapixels);
    }

    /// <summary>A channel into which all rows are being written.</summary>
    public BandChannel Stream()
    {
        var rows = new BandChannel(Size, Format, capacity: 1);
        _ = Task.Run(() => FeedAsync(rows));
        return rows;
    }

    private static Image Rgb(string file)
    {
        using var source = ImageSource.Open(file, new ImageLimits());
        var (size, pixels) = (source.Header.Size, source.Header.Pixels);
        if (pixels != new PixelFormat(3, SampleDepth.Eight))
            throw new InvalidOperationException($"{file} is {pixels}; take an RGB photo of 8 bits.");
        var samples = new byte[pixels.RowBytes(size.Width) * size.Height];
        source.ReadRows(0, size.Height, samples);
        using var bytes = Image.NewFromMemory(samples, size.Width, size.Height, pixels.Channels, Enums.BandFormat.Uchar);
        return bytes.Cast(Enums.BandFormat.Float);
    }

    private async Task FeedAsync(BandChannel rows)
    {
        Exception? fault = null;
        try
        {
            for (var row = 0; row < Size.Height; row += BandRows)
            {
                var band = Band.Allocate(Format, Size.Width, Math.Min(BandRows, Size.Height - row));
                for (var i = 0; i < band.Rows; i++)
                    _samples.AsSpan((row + i) % _height * band.RowBytes, band.RowBytes).CopyTo(band.Row(i));
                await rows.WriteAsync(band, CancellationToken.None);
            }
        }
        catch (Exception any)
        {
            fault = any;
        }
        rows.Complete(fault);
    }
}
