using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Tests.Imaging.Codecs;

/// <summary>Every file of the hostile collection does what its manifest asks.</summary>
public class HostileFilesTests
{
    [DataTheory]
    [InlineData("truncated.jpg", FailureCode.SourceCorrupt)]
    [InlineData("truncated_header.jpg", FailureCode.SourceCorrupt)]
    [InlineData("bad_crc.png", FailureCode.SourceCorrupt)]
    [InlineData("zero_size.png", FailureCode.SourceCorrupt)]
    [InlineData("bomb_header.png", FailureCode.SourceTooLarge)]
    [InlineData("bomb_real.png", FailureCode.SourceTooLarge)]
    [InlineData("text.png", FailureCode.SourceUnsupported)]
    [InlineData("empty.png", FailureCode.SourceUnsupported)]
    [InlineData("float32.tif", FailureCode.SourceUnsupported)]
    [InlineData("palette.bmp", FailureCode.SourceUnsupported)]
    [InlineData("external.svg", FailureCode.SourceUnsupported)]
    public void Read_UnusableFile_IsRefusedWithItsCode(string file, FailureCode code)
    {
        var failure = Assert.Throws<FarmException>(() => Picture.Read(Hostile(file)));
        Assert.Equal(code, failure.Code);
        Assert.Equal(Disposition.Reject, failure.Next);
        Assert.DoesNotContain("/", failure.Message, StringComparison.Ordinal);
    }

    [DataTheory]
    [InlineData("text.png", "plain text")]
    [InlineData("empty.png", "an empty file")]
    [InlineData("palette.bmp", "a BMP image")]
    [InlineData("external.svg", "an SVG document")]
    [InlineData("float32.tif", "32-bit floating point")]
    [InlineData("truncated.jpg", "premature end")]
    [InlineData("zero_size.png", "width is zero")]
    public void Read_UnusableFile_IsRefusedByName(string file, string name) =>
        Assert.Contains(name, Assert.Throws<FarmException>(() => Picture.Read(Hostile(file))).Message, StringComparison.Ordinal);

    [DataTheory]
    [InlineData("bomb_header.png")]
    [InlineData("bomb_real.png")]
    [InlineData("zero_size.png")]
    [InlineData("external.svg")]
    public void Open_RefusableFromHeader_NeedsNoPixel(string file) =>
        Assert.Throws<FarmException>(() => ImageSource.Open(Hostile(file), new ImageLimits()).Dispose());

    [DataTheory]
    [InlineData("cmyk.jpg", ImageFormat.Jpeg, 3, SampleDepth.Eight)]
    [InlineData("progressive_gray.jpg", ImageFormat.Jpeg, 1, SampleDepth.Eight)]
    [InlineData("jpeg_named.png", ImageFormat.Jpeg, 3, SampleDepth.Eight)]
    [InlineData("one_by_one.png", ImageFormat.Png, 3, SampleDepth.Eight)]
    [InlineData("thin.png", ImageFormat.Png, 3, SampleDepth.Eight)]
    [InlineData("gray16.png", ImageFormat.Png, 1, SampleDepth.Sixteen)]
    [InlineData("gray16_dark.png", ImageFormat.Png, 1, SampleDepth.Sixteen)]
    [InlineData("rgb16.png", ImageFormat.Png, 3, SampleDepth.Sixteen)]
    [InlineData("gray_alpha.png", ImageFormat.Png, 2, SampleDepth.Eight)]
    [InlineData("palette_trns.png", ImageFormat.Png, 4, SampleDepth.Eight)]
    [InlineData("rgb_trns.png", ImageFormat.Png, 4, SampleDepth.Eight)]
    [InlineData("gamma.png", ImageFormat.Png, 3, SampleDepth.Eight)]
    [InlineData("interlaced.png", ImageFormat.Png, 3, SampleDepth.Eight)]
    [InlineData("animated.gif", ImageFormat.Gif, 3, SampleDepth.Eight)]
    [InlineData("lossy.webp", ImageFormat.WebP, 3, SampleDepth.Eight)]
    [InlineData("tiled.tif", ImageFormat.Tiff, 3, SampleDepth.Eight)]
    [InlineData("polyglot.png", ImageFormat.Png, 3, SampleDepth.Eight)]
    [InlineData("many_chunks.png", ImageFormat.Png, 3, SampleDepth.Eight)]
    public void Read_OddFile_IsDecodedByItsContent(string file, ImageFormat format, int channels, SampleDepth depth)
    {
        var picture = Picture.Read(Hostile(file), out var header);
        Assert.Equal(format, header.Format);
        Assert.Equal(new PixelFormat(channels, depth), picture.Format);
        Assert.True(picture.Samples.Distinct().Count() > 2, "The picture must show something.");
    }

    [DataTheory]
    [InlineData("gamma.png")]
    [InlineData("interlaced.png")]
    [InlineData("polyglot.png")]
    [InlineData("many_chunks.png")]
    [InlineData("icc_wide.png")]
    public void Read_SamePictureStoredOddly_HasTheSameSamples(string file) =>
        Assert.Equal(Picture.Read(Hostile("exif_upright.png")).Samples, Picture.Read(Hostile(file)).Samples);

    [DataTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Read_AnyOrientation_IsUpright(int orientation)
    {
        var picture = Picture.Read(Hostile($"exif_{orientation}.jpg"), out var header);
        Assert.Equal(orientation, header.Orientation);
        Assert.Equal(orientation >= 5 ? new PixelSize(40, 60) : new PixelSize(60, 40), header.StoredSize);
        var (_, mean) = picture.Difference(Picture.Read(Hostile("exif_upright.png")));
        Assert.InRange(mean, 0, 3);
    }

    [DataFact]
    public void Read_Cmyk_HasTheColoursOfTheOriginal()
    {
        var picture = Picture.Read(Hostile("cmyk.jpg"), out var header);
        var (_, mean) = picture.Difference(Picture.Read(Hostile("exif_upright.png")));
        Assert.InRange(mean, 0, 40);
        Assert.False(header.HasIcc);
        Assert.Contains(header.Warnings, warning => warning.Contains("CMYK", StringComparison.Ordinal));
    }

    [DataFact]
    public void Read_DarkSixteenBits_KeepsItsSmallValues()
    {
        var picture = Picture.Read(Hostile("gray16_dark.png"));
        Assert.InRange(Enumerable.Range(0, picture.Size.Height).Max(y => picture.At(0, y, 0)), 0, 255);
    }

    [DataFact]
    public void Open_Animation_WarnsThatOneFrameIsUsed()
    {
        using var source = ImageSource.Open(Hostile("animated.gif"), new ImageLimits());
        Assert.Equal(4, source.Header.Frames);
        Assert.Contains(source.Header.Warnings, warning => warning.Contains("4 frames", StringComparison.Ordinal));
        var refused = Assert.Throws<FarmException>(() => ImageSource.Open(Hostile("animated.gif"), new ImageLimits { MaxFrames = 3 }).Dispose());
        Assert.Equal(FailureCode.SourceTooLarge, refused.Code);
    }

    [DataTheory]
    [InlineData("gamma.png", true)]
    [InlineData("icc_wide.png", false)]
    [InlineData("exif_upright.png", false)]
    public void Open_PngWithUnusualGamma_WarnsThatItIsIgnored(string file, bool warns)
    {
        using var source = ImageSource.Open(Hostile(file), new ImageLimits());
        Assert.Equal(warns, source.Header.Warnings.Any(warning => warning.Contains("gamma of 1 ", StringComparison.Ordinal)));
    }

    [DataTheory]
    [InlineData("interlaced.png", true, false)]
    [InlineData("progressive_gray.jpg", true, false)]
    [InlineData("icc_wide.jpg", false, true)]
    [InlineData("icc_wide.png", false, true)]
    [InlineData("exif_upright.png", false, false)]
    public void Open_Header_TellsInterlacingAndProfile(string file, bool interlaced, bool icc)
    {
        using var source = ImageSource.Open(Hostile(file), new ImageLimits());
        Assert.Equal((interlaced, icc, 1), (source.Header.Interlaced, source.Header.HasIcc, source.Header.Frames));
        Assert.Equal(source.Header.HasIcc, source.Metadata.Icc is not null);
    }

    [DataFact]
    public void ReadRows_GoingBackOrBeyond_IsAnError()
    {
        using var source = ImageSource.Open(Hostile("exif_upright.png"), new ImageLimits());
        var row = new byte[60 * 3];
        source.ReadRows(10, 1, row);
        Assert.Throws<ArgumentOutOfRangeException>(() => source.ReadRows(10, 1, row));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.ReadRows(39, 2, row));
        source.ReadRows(39, 1, row);
        Assert.Equal(Picture.Read(Hostile("exif_upright.png")).Samples[^180..], row);
    }

    private static string Hostile(string file) => TestData.PathOf("hostile/" + file);
}
