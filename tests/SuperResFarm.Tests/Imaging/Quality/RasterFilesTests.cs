using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Imaging.Quality;

public sealed class RasterFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, SampleDepth.Eight)]
    [InlineData(2, SampleDepth.Sixteen)]
    [InlineData(3, SampleDepth.Sixteen)]
    [InlineData(4, SampleDepth.Eight)]
    public void Read_WhatWasWritten_IsEverySample(int channels, SampleDepth depth)
    {
        // Alpha is 0 in places: what hides there is a sample too.
        var image = Rasters.Of(33, 21, channels, (x, y, c) => channels is 2 or 4 && c == channels - 1 ? x % 3 : (7 * x + 11 * y + 50 * c) % 256, depth);
        File.WriteAllBytes(_folder["a.png"], RasterPng.Write(image));
        var (read, header, icc) = RasterReader.Read(_folder["a.png"], new ImageLimits());
        Assert.Equal((image.Size, image.Format, ImageFormat.Png), (read.Size, read.Format, header.Format));
        Assert.Equal(image.Samples, read.Samples);
        Assert.Null(icc);
    }

    [Fact]
    public void Read_BeyondTheLimit_IsRefused()
    {
        File.WriteAllBytes(_folder["a.png"], RasterPng.Write(Rasters.Waves(20, 20)));
        Assert.Equal(FailureCode.SourceTooLarge, Assert.Throws<FarmException>(() => RasterReader.Read(_folder["a.png"], new ImageLimits { MaxPixelsIn = 399 })).Code);
    }

    [Fact]
    public void Crop_APart_IsThatPart()
    {
        var image = Rasters.Of(8, 6, 3, (x, y, c) => 30 * y + 3 * x + c);
        Assert.Equal(Rasters.Of(3, 2, 3, (x, y, c) => 30 * (y + 4) + 3 * (x + 5) + c).Samples, image.Crop(5, 4, new(3, 2)).Samples);
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Crop(6, 4, new(3, 2)));
        Assert.Throws<ArgumentException>(() => new Raster(new(2, 2), image.Format, new byte[11]));
    }
}
