using NetVips;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Tests.Imaging.Codecs;

/// <summary>Sample types and colour spaces that other programs write: delivered as documented, or refused by name.</summary>
public sealed class SampleKindsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public SampleKindsTests() => VipsRuntime.EnsureStarted();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Enums.BandFormat.Float, "32-bit floating point")]
    [InlineData(Enums.BandFormat.Double, "samples")]
    [InlineData(Enums.BandFormat.Uint, "32-bit integer")]
    [InlineData(Enums.BandFormat.Short, "signed")]
    [InlineData(Enums.BandFormat.Complex, "samples")]
    public void Open_SampleTypeWeDoNotHave_IsRefusedByName(Enums.BandFormat format, string name)
    {
        using var gray = Ramp(1);
        using var image = gray.Cast(format);
        var failure = Refusal(image);
        Assert.Equal(FailureCode.SourceUnsupported, failure.Code);
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FiveChannels_IsRefusedByName()
    {
        using var image = Ramp(5).Copy(interpretation: Enums.Interpretation.Multiband);
        Assert.Contains("5 channels", Refusal(image).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Lab_IsRefusedByName()
    {
        using var srgb = Ramp(3).Copy(interpretation: Enums.Interpretation.Srgb);
        using var image = srgb.Colourspace(Enums.Interpretation.Lab);
        Assert.Equal(FailureCode.SourceUnsupported, Refusal(image).Code);
    }

    [Theory]
    [InlineData(Enums.BandFormat.Uchar, SampleDepth.Eight)]
    [InlineData(Enums.BandFormat.Ushort, SampleDepth.Sixteen)]
    public void Read_CmykTiff_IsRgbOfTheSameDepthWithoutTheOldProfile(Enums.BandFormat format, SampleDepth depth)
    {
        var bits = (int)depth;
        using var srgb = Ramp(3).Copy(interpretation: Enums.Interpretation.Srgb);
        using var cmyk = srgb.IccTransform("cmyk", inputProfile: "srgb", depth: bits);
        Assert.Equal(format, cmyk.Format);
        cmyk.Tiffsave(_folder["x"]);
        var picture = Picture.Read(_folder["x"], out var header);
        Assert.Equal(new PixelFormat(3, depth), picture.Format);
        Assert.False(header.HasIcc);
        Assert.Empty(header.Warnings);
        var middle = picture.At(32, 4, 1) / (double)picture.Format.MaxSample;
        Assert.InRange(middle, 0.45, 0.57);
    }

    [Fact]
    public void Read_OneBit_IsBlackAndWhite()
    {
        using var image = Ramp(1);
        image.Tiffsave(_folder["x"], bitdepth: 1);
        var picture = Picture.Read(_folder["x"]);
        Assert.Equal(new PixelFormat(1, SampleDepth.Eight), picture.Format);
        Assert.Equal(new byte[] { 0, 255 }, picture.Samples.Distinct().Order());
    }

    [Fact]
    public void Read_PremultipliedTiff_IsStraight()
    {
        using var colour = Ramp(3) * 0.0 + 200;
        using var alpha = Ramp(1) * 0.0 + 128;
        using var joined = colour.Bandjoin(alpha);
        using var image = joined.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        image.Tiffsave(_folder["x"], premultiply: true);
        var picture = Picture.Read(_folder["x"]);
        Assert.Equal(new PixelFormat(4, SampleDepth.Eight), picture.Format);
        Assert.InRange(picture.At(5, 5, 0), 199, 201);
        Assert.Equal(128, picture.At(5, 5, 3));
    }

    [Theory]
    [InlineData("absent", FailureCode.SourceMissing)]
    [InlineData(".", FailureCode.SourceUnreadable)]
    public void Open_NoSuchFile_IsMissingAndAFolderUnreadable(string name, FailureCode code) => Assert.Equal(
        code, Assert.Throws<FarmException>(() => ImageSource.Open(_folder[name], new ImageLimits()).Dispose()).Code);

    [Fact]
    public void Open_LimitOnBytes_IsCheckedFirst()
    {
        File.WriteAllText(_folder["x"], "not even an image");
        var failure = Assert.Throws<FarmException>(() => ImageSource.Open(_folder["x"], new ImageLimits { MaxBytes = 10 }).Dispose());
        Assert.Equal(FailureCode.SourceTooLarge, failure.Code);
    }

    [Fact]
    public void CheckOutput_MoreThanTheLimit_IsRefused() => Assert.Equal(
        FailureCode.OutputTooLarge,
        Assert.Throws<FarmException>(() => new ImageLimits { MaxPixelsOut = 99 }.CheckOutput(new PixelSize(10, 10))).Code);

    [Theory]
    [InlineData(6)]
    [InlineData(2)]
    public void Read_LargeTurnedImage_IsUprightAndLeavesNoTemporaryFile(int orientation)
    {
        var before = Directory.GetFiles(Path.GetTempPath(), "vips-*").Length;
        using var wide = Image.Xyz(6000, 4000).ExtractBand(0) / 6000 * 255;
        using var image = wide.Cast(Enums.BandFormat.Uchar).Bandjoin([0, 0]).Copy(interpretation: Enums.Interpretation.Srgb)
            .Mutate(target => target.Set(GValue.GIntType, "orientation", orientation));
        image.Jpegsave(_folder["x"]);
        using (var source = ImageSource.Open(_folder["x"], new ImageLimits()))
        {
            var size = source.Header.Size;
            Assert.Equal(orientation == 6 ? new PixelSize(4000, 6000) : new PixelSize(6000, 4000), size);
            var row = new byte[source.Header.Pixels.RowBytes(size.Width)];
            source.ReadRows(0, 1, row);
            Assert.InRange(row[0], orientation == 6 ? 0 : 250, orientation == 6 ? 5 : 255);
            source.ReadRows(size.Height - 1, 1, row);
            Assert.InRange(row[0], orientation == 6 ? 250 : 250, 255);
        }
        Assert.Equal(before, Directory.GetFiles(Path.GetTempPath(), "vips-*").Length);
    }

    private FarmException Refusal(Image image)
    {
        image.Tiffsave(_folder["x"]);
        return Assert.Throws<FarmException>(() => ImageSource.Open(_folder["x"], new ImageLimits()).Dispose());
    }

    // 64 x 16 pixels, 0 on the left to 252 on the right.
    private static Image Ramp(int bands)
    {
        using var x = Image.Xyz(64, 16).ExtractBand(0) * 4;
        using var gray = x.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Bw);
        return bands == 1 ? gray.Copy() : gray.Bandjoin([.. Enumerable.Repeat(gray, bands - 1)]);
    }
}
