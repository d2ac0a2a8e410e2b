using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Tests.Imaging.Codecs;

public sealed class AlphaFillTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [CombinatorialFormats(ImageFormat.Png)]
    public void Read_AnyAlpha_EqualsTheSumsTakenPixelByPixel(ImageFormat format, int channels, SampleDepth depth)
    {
        var stored = Spots(90, 70, new PixelFormat(channels, depth));
        stored.Write(_folder["x"], new EncodeSettings { Format = format });
        var expected = stored.Format.HasAlpha ? FilledSlowly(stored) : stored;
        Assert.Equal(expected.Samples, Picture.Read(_folder["x"]).Samples);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(1000)]
    public void Read_RowsFetchedInAnyPortion_AreTheSame(int rowsAtATime)
    {
        Spots(90, 200, new PixelFormat(4, SampleDepth.Eight)).Write(_folder["x"], new EncodeSettings { Format = ImageFormat.Png });
        Assert.Equal(Picture.Read(_folder["x"], 3).Samples, Picture.Read(_folder["x"], rowsAtATime).Samples);
    }

    [Fact]
    public void Read_OpaqueAlpha_IsUnchanged()
    {
        var picture = Picture.Pattern(90, 70, new PixelFormat(4, SampleDepth.Sixteen));
        for (var i = 0; i < picture.Size.Pixels; i++)
            picture.Set(i % 90, i / 90, 3, 65535);
        picture.Write(_folder["x"], new EncodeSettings { Format = ImageFormat.Png });
        Assert.Equal(picture.Samples, Picture.Read(_folder["x"]).Samples);
    }

    [Fact]
    public void Read_HiddenColour_IsReplacedByTheVisibleOneAndByGrayFarAway()
    {
        var picture = new Picture(new PixelSize(200, 60), new PixelFormat(4, SampleDepth.Eight), new byte[200 * 60 * 4]);
        for (var y = 0; y < 60; y++)
            for (var x = 0; x < 200; x++)
            {
                var visible = x < 50;
                picture.Set(x, y, visible ? 0 : 1, visible ? 200 : 255);
                picture.Set(x, y, 3, visible ? 255 : 0);
            }
        picture.Write(_folder["x"], new EncodeSettings { Format = ImageFormat.Png });
        var filled = Picture.Read(_folder["x"]);
        Assert.Equal((200, 0, 0, 255), Pixel(filled, 49));
        Assert.Equal((200, 0, 0, 0), Pixel(filled, 50));
        Assert.Equal((200, 0, 0, 0), Pixel(filled, 73));
        Assert.Equal((128, 128, 128, 0), Pixel(filled, 74));
    }

    private static (int, int, int, int) Pixel(Picture picture, int x) =>
        (picture.At(x, 30, 0), picture.At(x, 30, 1), picture.At(x, 30, 2), picture.At(x, 30, 3));

    // Opaque, half transparent and fully transparent patches of several sizes, with rows of each kind alone.
    private static Picture Spots(int width, int height, PixelFormat format)
    {
        var picture = Picture.Pattern(width, height, format);
        if (!format.HasAlpha)
            return picture;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var kind = y is < 5 or 40 ? 2 : (x / 13 + y / 17) % 3;
                picture.Set(x, y, format.Channels - 1, kind * format.MaxSample / 2);
            }
        return picture;
    }

    private static Picture FilledSlowly(Picture source)
    {
        var filled = source with { Samples = (byte[])source.Samples.Clone() };
        long max = source.Format.MaxSample;
        for (var y = 0; y < source.Size.Height; y++)
            for (var x = 0; x < source.Size.Width; x++)
                for (var c = 0; c < source.Format.ColorChannels; c++)
                {
                    var alpha = source.At(x, y, source.Format.Channels - 1);
                    var mixed = alpha * (long)source.At(x, y, c) + (max - alpha) * Around(source, x, y, c);
                    filled.Set(x, y, c, (int)((mixed + max / 2) / max));
                }
        return filled;
    }

    private static long Around(Picture source, int x, int y, int channel)
    {
        var (colour, weight) = (0L, 0L);
        for (var v = Math.Max(0, y - AlphaFill.FarRadius); v <= Math.Min(source.Size.Height - 1, y + AlphaFill.FarRadius); v++)
            for (var u = Math.Max(0, x - AlphaFill.FarRadius); u <= Math.Min(source.Size.Width - 1, x + AlphaFill.FarRadius); u++)
            {
                var near = Math.Abs(u - x) <= AlphaFill.NearRadius && Math.Abs(v - y) <= AlphaFill.NearRadius;
                var alpha = source.At(u, v, source.Format.Channels - 1) * (near ? AlphaFill.NearWeight + 1L : 1L);
                colour += alpha * source.At(u, v, channel);
                weight += alpha;
            }
        return weight == 0 ? (source.Format.MaxSample + 1) / 2 : (colour + weight / 2) / weight;
    }
}
