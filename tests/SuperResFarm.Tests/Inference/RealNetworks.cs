using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Tests.Inference;

/// <summary>The real weights, each loaded once for all tests, and crops of real photos.</summary>
public static class RealNetworks
{
    private static readonly Lazy<WarmNetworks> _networks = new(() => new WarmNetworks(new ModelLibrary([TestData.PathOf("weights")]), new LanePool(new CpuProvider(), 2)));

    public static WarmNetwork Open(string name, double? denoiseStrength = null) => _networks.Value.Rent(name, 4, denoiseStrength).Network;

    /// <summary>A whole file, as it is delivered to the pipeline.</summary>
    public static (byte[] Samples, PixelSize Size, PixelFormat Format) Whole(string file)
    {
        using var source = ImageSource.Open(TestData.PathOf(file), new ImageLimits());
        var size = source.Header.Size;
        var (samples, format) = Crop(file, size);
        return (samples, size, format);
    }

    /// <summary>The top left corner of a file, as it is delivered to the pipeline.</summary>
    public static (byte[] Samples, PixelFormat Format) Crop(string file, PixelSize size)
    {
        using var source = ImageSource.Open(TestData.PathOf(file), new ImageLimits());
        var format = source.Header.Pixels;
        var all = new byte[format.RowBytes(source.Header.Size.Width) * size.Height];
        source.ReadRows(0, size.Height, all);
        var rows = Enumerable.Range(0, size.Height)
            .SelectMany(y => all.AsSpan(y * format.RowBytes(source.Header.Size.Width), format.RowBytes(size.Width)).ToArray());
        return ([.. rows], format);
    }
}
