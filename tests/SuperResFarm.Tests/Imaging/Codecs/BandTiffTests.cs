using NetVips;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Tests.Imaging.Codecs;

public class BandTiffTests
{
    [Theory]
    [CombinatorialFormats(ImageFormat.Tiff)]
    public void Source_AnyLayoutBeyondFourGigabytes_IsOpenedWithoutARow(ImageFormat format, int channels, SampleDepth depth)
    {
        Assert.Equal(ImageFormat.Tiff, format);
        var rows = new BandChannel(new PixelSize(70_001, 80_003), new PixelFormat(channels, depth), capacity: 1);
        VipsRuntime.EnsureStarted();
        using var bands = new BandTiffSource(rows, CancellationToken.None);
        using var image = Image.TiffloadSource(bands.Source, access: Enums.Access.Sequential);
        Assert.Equal((70_001, 80_003, channels), (image.Width, image.Height, image.Bands));
        Assert.Equal(depth == SampleDepth.Eight ? Enums.BandFormat.Uchar : Enums.BandFormat.Ushort, image.Format);
        Assert.Equal(channels >= 3, image.Interpretation is Enums.Interpretation.Srgb or Enums.Interpretation.Rgb16);
        Assert.Null(bands.Fault);
    }
}
