using System.Text;
using NetVips;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Metadata;

namespace SuperResFarm.Tests.Imaging.Codecs;

/// <summary>What travels beside the pixels, through a result and back.</summary>
public sealed class MetadataTests : IDisposable
{
    private const string Xmp = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description dc:title="kept" /></rdf:RDF></x:xmpmeta>""";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<ImageFormat> Written => [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Avif];

    [DataTheory]
    [MemberData(nameof(Written))]
    public void Encode_IccProfile_IsIdenticalInEveryFormat(ImageFormat format)
    {
        using var source = ImageSource.Open(TestData.PathOf("hostile/icc_wide.png"), new ImageLimits());
        Assert.True(source.Header.HasIcc);
        var back = Through(format, source.Metadata);
        Assert.Equal(source.Metadata.Icc, back.Icc);
    }

    [DataTheory]
    [MemberData(nameof(Written))]
    public void Encode_Strip_LeavesOnlyTheProfile(ImageFormat format)
    {
        using var source = ImageSource.Open(TestData.PathOf("hostile/icc_wide.png"), new ImageLimits());
        var metadata = WithMake(orientation: 1, icc: source.Metadata.Icc);
        var back = Through(format, metadata, new EncodeSettings { Format = format, Strip = true, Software = "SuperResFarm" });
        Assert.Equal(source.Metadata.Icc, back.Icc);
        Assert.Null(back.Xmp);
        Assert.DoesNotContain(back.ExifFields, field => field.Key.Contains("Make", StringComparison.Ordinal) || field.Key == ExifTags.Software);
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void Encode_ExifAndXmp_AreKeptWithoutOrientationAndOldSize(ImageFormat format)
    {
        var back = Through(format, WithMake(orientation: 6));
        Assert.Equal(Xmp, Encoding.UTF8.GetString(back.Xmp ?? []));
        // TIFF files have no room for an EXIF block in this library.
        if (format == ImageFormat.Tiff)
            return;
        Assert.StartsWith("Tester", back.ExifFields["exif-ifd0-Make"], StringComparison.Ordinal);
        Assert.StartsWith("a comment", back.ExifFields["exif-ifd0-ImageDescription"], StringComparison.Ordinal);
    }

    // A Photoshop resource block with one IPTC record: headline "kept".
    [Theory]
    [MemberData(nameof(Written))]
    public void Encode_Iptc_IsKeptByteForByteInJpegAndLeftOutElsewhere(ImageFormat format)
    {
        byte[] record = [0x1C, 0x02, 0x69, 0x00, 0x04, .. "kept"u8];
        byte[] iptc = [.. "Photoshop 3.0\0"u8, .. "8BIM"u8, 0x04, 0x04, 0, 0, 0, 0, 0, (byte)record.Length, .. record, 0];
        Assert.Equal(format == ImageFormat.Jpeg ? iptc : null, Through(format, new ImageMetadata { Iptc = iptc }).Iptc);
        Assert.Null(Through(format, new ImageMetadata { Iptc = iptc }, new EncodeSettings { Format = format, Strip = true }).Iptc);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Avif)]
    public void Encode_OrientationThumbnailAndOldSize_AreGone(ImageFormat format)
    {
        Through(format, WithMake(orientation: 6));
        using var source = Source.NewFromFile(_folder["out"]);
        using var image = SourceLoader.Load(source, format);
        Assert.Equal(1, Upright.Read(image));
        Assert.DoesNotContain("jpeg-thumbnail-data", image.GetFields());
        if (image.Contains("exif-ifd2-PixelXDimension"))
            Assert.StartsWith("64 ", (string)image.Get("exif-ifd2-PixelXDimension"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Avif)]
    public void Encode_Software_IsWrittenOnlyWhereTheSourceNamesNone(ImageFormat format)
    {
        var settings = new EncodeSettings { Format = format, Software = "SuperResFarm" };
        Assert.StartsWith("SuperResFarm", Through(format, ImageMetadata.None, settings).ExifFields[ExifTags.Software], StringComparison.Ordinal);
        var other = new ImageMetadata { ExifFields = new Dictionary<string, string> { [ExifTags.Software] = "Darkroom" } };
        Assert.StartsWith("Darkroom", Through(format, other, settings).ExifFields[ExifTags.Software], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Tiff)]
    public void Encode_Resolution_IsKept(ImageFormat format)
    {
        var back = Through(format, new ImageMetadata { DpiX = 300, DpiY = 150 });
        Assert.InRange(back.DpiX ?? 0, 299, 301);
        Assert.InRange(back.DpiY ?? 0, 149, 151);
    }

    [DataFact]
    public void Encode_ProfileForOtherChannels_IsLeftOut()
    {
        using var source = ImageSource.Open(TestData.PathOf("hostile/icc_wide.png"), new ImageLimits());
        Picture.Pattern(64, 48, new PixelFormat(1, SampleDepth.Eight)).Write(_folder["out"], new EncodeSettings { Format = ImageFormat.Png }, source.Metadata);
        using var back = ImageSource.Open(_folder["out"], new ImageLimits());
        Assert.False(back.Header.HasIcc);
        Assert.Equal(1, back.Header.Pixels.Channels);
    }

    [Fact]
    public void Upright_Xmp_LosesOrientationSizesAndThumbnailOnly()
    {
        const string before = """<d tiff:Orientation="6" exif:PixelXDimension="100" a="1"><tiff:Orientation>8</tiff:Orientation><tiff:ImageWidth>40</tiff:ImageWidth><xmp:Thumbnails><x>AA</x></xmp:Thumbnails></d>""";
        const string after = """<d tiff:Orientation="1" a="1"><tiff:Orientation>1</tiff:Orientation></d>""";
        Assert.Equal(after, Encoding.UTF8.GetString(XmpPacket.Upright(Encoding.UTF8.GetBytes(before))));
        var nothing = Encoding.UTF8.GetBytes(Xmp);
        Assert.Same(nothing, XmpPacket.Upright(nothing));
    }

    // A source file with everything in it, opened as the farm opens it.
    private ImageMetadata WithMake(int orientation, byte[]? icc = null)
    {
        VipsRuntime.EnsureStarted();
        using var plain = Image.Black(40, 30, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        using var thumbnail = Image.Black(16, 12, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        using var image = plain.Mutate(target =>
        {
            target.Set(GValue.GStrType, "exif-ifd0-Make", "Tester");
            target.Set(GValue.GStrType, "exif-ifd0-ImageDescription", "a comment");
            target.Set(GValue.GStrType, "exif-ifd2-PixelXDimension", "40");
            target.Set(GValue.GIntType, "orientation", orientation);
            target.Set(GValue.BlobType, "jpeg-thumbnail-data", thumbnail.JpegsaveBuffer());
            target.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes(Xmp));
            if (icc is not null)
                target.Set(GValue.BlobType, "icc-profile-data", icc);
        });
        image.Jpegsave(_folder["in"]);
        using var source = ImageSource.Open(_folder["in"], new ImageLimits());
        Assert.Equal(orientation, source.Header.Orientation);
        return source.Metadata;
    }

    private ImageMetadata Through(ImageFormat format, ImageMetadata metadata, EncodeSettings? settings = null)
    {
        Picture.Pattern(64, 48, new PixelFormat(3, SampleDepth.Eight)).Write(_folder["out"], settings ?? new EncodeSettings { Format = format }, metadata);
        using var source = ImageSource.Open(_folder["out"], new ImageLimits());
        return source.Metadata;
    }
}
