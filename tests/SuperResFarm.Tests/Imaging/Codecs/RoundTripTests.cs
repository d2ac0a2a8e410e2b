using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Tests.Imaging.Codecs;

/// <summary>What the encoder writes, the decoder reads back.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [CombinatorialFormats(ImageFormat.Png)]
    [CombinatorialFormats(ImageFormat.Tiff)]
    public void Write_LosslessFormat_KeepsEverySample(ImageFormat format, int channels, SampleDepth depth)
    {
        var picture = Opaque(Picture.Pattern(301, 203, new PixelFormat(channels, depth)));
        picture.Write(_folder["x"], new EncodeSettings { Format = format });
        var back = Picture.Read(_folder["x"], out var header);
        Assert.Equal(format, header.Format);
        Assert.Equal((picture.Size, picture.Format), (back.Size, back.Format));
        Assert.True(picture.Samples.AsSpan().SequenceEqual(back.Samples));
    }

    [Theory]
    [InlineData(TiffCompression.None)]
    [InlineData(TiffCompression.Lzw)]
    [InlineData(TiffCompression.Deflate)]
    public void Write_AnyTiffCompression_KeepsEverySample(TiffCompression compression)
    {
        var picture = Picture.Pattern(300, 20, new PixelFormat(3, SampleDepth.Sixteen));
        picture.Write(_folder["x"], new EncodeSettings { Format = ImageFormat.Tiff, TiffCompression = compression });
        Assert.Equal(picture.Samples, Picture.Read(_folder["x"]).Samples);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg, 1, 2)]
    [InlineData(ImageFormat.Jpeg, 3, 2)]
    [InlineData(ImageFormat.WebP, 3, 3)]
    [InlineData(ImageFormat.WebP, 4, 3)]
    [InlineData(ImageFormat.Avif, 3, 3)]
    [InlineData(ImageFormat.Avif, 4, 3)]
    public void Write_LossyFormat_StaysClose(ImageFormat format, int channels, double meanLoss)
    {
        var picture = Opaque(Picture.Pattern(120, 90, new PixelFormat(channels, SampleDepth.Eight)));
        picture.Write(_folder["x"], new EncodeSettings { Format = format });
        var (_, mean) = picture.Difference(Expanded(Picture.Read(_folder["x"]), channels));
        Assert.InRange(mean, 0, meanLoss);
    }

    [Theory]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Avif)]
    public void Write_Lossless_KeepsEverySample(ImageFormat format)
    {
        var picture = Picture.Pattern(120, 90, new PixelFormat(3, SampleDepth.Eight));
        picture.Write(_folder["x"], new EncodeSettings { Format = format, Lossless = true });
        Assert.Equal(picture.Samples, Picture.Read(_folder["x"]).Samples);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 40)]
    [InlineData(40, 1)]
    public void Write_ThinImage_KeepsEverySample(int width, int height)
    {
        var picture = Picture.Pattern(width, height, new PixelFormat(3, SampleDepth.Eight));
        picture.Write(_folder["x"], new EncodeSettings { Format = ImageFormat.Png });
        Assert.Equal(picture.Samples, Picture.Read(_folder["x"]).Samples);
    }

    [Fact]
    public void Write_SixteenBitsToAvif_KeepsTwelveOverTheFullRange()
    {
        var picture = Picture.Pattern(120, 90, new PixelFormat(3, SampleDepth.Sixteen));
        for (var i = 0; i < 90; i++)
            for (var x = 0; x < 60; x++)
                picture.Set(x, i, 0, x < 30 ? 0 : 65535);
        picture.Write(_folder["x"], new EncodeSettings { Format = ImageFormat.Avif, Lossless = true });
        var back = Picture.Read(_folder["x"]);
        Assert.Equal((0, 65535), (back.At(5, 5, 0), back.At(45, 5, 0)));
        Assert.InRange(picture.Difference(back).Largest, 0, 16);
    }

    [Fact]
    public void Write_SixteenBitsToJpeg_RoundsToEight()
    {
        var format = new PixelFormat(1, SampleDepth.Sixteen);
        var picture = new Picture(new PixelSize(64, 64), format, new byte[64 * 64 * 2]);
        for (var i = 0; i < 64 * 64; i++)
            picture.Set(i % 64, i / 64, 0, 100 * 257 + 200);
        picture.Write(_folder["x"], new EncodeSettings { Format = ImageFormat.Jpeg });
        Assert.All(Picture.Read(_folder["x"]).Samples, sample => Assert.Equal(101, sample));
    }

    [Theory]
    [InlineData(SampleDepth.Eight)]
    [InlineData(SampleDepth.Sixteen)]
    public void Write_TransparentToJpeg_ShowsWhite(SampleDepth depth)
    {
        var picture = new Picture(new PixelSize(32, 32), new PixelFormat(4, depth), new byte[32 * 32 * 4 * (int)depth / 8]);
        picture.Write(_folder["x"], new EncodeSettings { Format = ImageFormat.Jpeg });
        Assert.All(Picture.Read(_folder["x"]).Samples, sample => Assert.InRange(sample, 254, 255));
    }

    [Theory]
    [InlineData(3, SampleDepth.Eight, 2, 3)]
    [InlineData(4, SampleDepth.Sixteen, 2, 3)]
    [InlineData(1, SampleDepth.Eight, 0.5, 0.7)]
    public void Write_ResizeTo_HasThatSizeAndTheSamePicture(int channels, SampleDepth depth, double factorX, double factorY)
    {
        var picture = Opaque(Picture.Pattern(101, 67, new PixelFormat(channels, depth)));
        var target = new PixelSize((int)(101 * factorX) + 1, (int)(67 * factorY) + 1);
        picture.Write(_folder["x"], new EncodeSettings { Format = ImageFormat.Png, ResizeTo = target });
        var back = Picture.Read(_folder["x"]);
        Assert.Equal((target, picture.Format), (back.Size, back.Format));
        var middle = back.At(target.Width / 2, target.Height / 2, 0) - picture.At(50, 33, 0);
        Assert.InRange(Math.Abs((double)middle / picture.Format.MaxSample), 0, 0.06);
    }

    [Theory]
    [InlineData(997, 101)]
    [InlineData(997, 13)]
    [InlineData(7, 1000)]
    [InlineData(1, 5)]
    [InlineData(333, 332)]
    public void Write_ResizeToAnySize_HitsItExactly(int from, int to)
    {
        var picture = Picture.Pattern(from, 9, new PixelFormat(3, SampleDepth.Eight));
        picture.Write(_folder["x"], new EncodeSettings { Format = ImageFormat.Png, ResizeTo = new PixelSize(to, 4) });
        Assert.Equal(new PixelSize(to, 4), Picture.Read(_folder["x"]).Size);
    }

    private static Picture Opaque(Picture picture)
    {
        if (picture.Format.HasAlpha)
            for (var i = 0; i < picture.Size.Pixels; i++)
                picture.Set((int)(i % picture.Size.Width), (int)(i / picture.Size.Width), picture.Format.Channels - 1, picture.Format.MaxSample);
        return picture;
    }

    // WebP and AVIF leave out an alpha channel that says nothing.
    private static Picture Expanded(Picture picture, int channels)
    {
        if (picture.Format.Channels == channels || channels != 4)
            return picture;
        var wide = new Picture(picture.Size, picture.Format with { Channels = 4 }, new byte[picture.Size.Pixels * 4]);
        for (var y = 0; y < picture.Size.Height; y++)
            for (var x = 0; x < picture.Size.Width; x++)
                for (var c = 0; c < 4; c++)
                    wide.Set(x, y, c, c == 3 ? 255 : picture.At(x, y, c));
        return wide;
    }
}
