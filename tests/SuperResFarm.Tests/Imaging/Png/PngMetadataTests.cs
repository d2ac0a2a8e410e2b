using System.Text;
using NetVips;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Metadata;
using SuperResFarm.Imaging.Png;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Imaging.Png;

/// <summary>Our PNG files hold the very chunks that libvips would write, but for the pixels.</summary>
public sealed class PngMetadataTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public PngMetadataTests() => VipsRuntime.EnsureStarted();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [CombinatorialFormats(ImageFormat.Png)]
    public void Encode_NoMetadata_HasTheChunksOfLibvips(ImageFormat format, int channels, SampleDepth depth) =>
        AssertSameChunks(ImageMetadata.None, new EncodeSettings { Format = format }, new PixelFormat(channels, depth));

    [DataTheory]
    [CombinatorialFormats(ImageFormat.Png)]
    public void Encode_EverythingKnown_HasTheChunksOfLibvips(ImageFormat format, int channels, SampleDepth depth) =>
        AssertSameChunks(Everything(channels < 3 ? "GRAY" : "RGB "), new EncodeSettings { Format = format, Software = "SuperResFarm" }, new PixelFormat(channels, depth));

    [DataTheory]
    [CombinatorialFormats(ImageFormat.Png)]
    public void Encode_Strip_HasTheChunksOfLibvips(ImageFormat format, int channels, SampleDepth depth) =>
        AssertSameChunks(Everything("RGB "), new EncodeSettings { Format = format, Strip = true, Software = "SuperResFarm" }, new PixelFormat(channels, depth));

    [DataTheory]
    [InlineData("real-esrgan/0014.jpg")]
    [InlineData("real-esrgan/0030.jpg")]
    [InlineData("real-esrgan/ADE_val_00000114.jpg")]
    [InlineData("gfpgan/whole/Blake_Lively.jpg")]
    public void Encode_MetadataOfARealFile_HasTheChunksOfLibvips(string name)
    {
        using var source = Opened(name);
        AssertSameChunks(source.Metadata, new EncodeSettings { Format = ImageFormat.Png, Software = "SuperResFarm" }, new PixelFormat(3, SampleDepth.Eight));
    }

    [DataFact]
    public void Encode_Resized_StatesTheFinalSize()
    {
        var picture = Picture.Pattern(300, 200, new PixelFormat(3, SampleDepth.Eight));
        picture.Write(_folder["x"], new EncodeSettings { Format = ImageFormat.Png, ResizeTo = new PixelSize(123, 45) }, Everything("RGB "));
        using var source = Source.NewFromFile(_folder["x"]);
        using var image = Image.PngloadSource(source);
        Assert.Equal((123, 45), (image.Width, image.Height));
        Assert.StartsWith("123 ", (string)image.Get("exif-ifd2-PixelXDimension"), StringComparison.Ordinal);
        Assert.StartsWith("45 ", (string)image.Get("exif-ifd2-PixelYDimension"), StringComparison.Ordinal);
    }

    private static ImageSource Opened(string name) =>
        ImageSource.Open(TestData.PathOf($"inputs/{name}"), new ImageLimits());

    private void AssertSameChunks(ImageMetadata metadata, EncodeSettings settings, PixelFormat format)
    {
        var picture = Picture.Pattern(301, 203, format);
        picture.Write(_folder["ours"], settings, metadata);
        using var memory = Image.NewFromMemory(
            picture.Samples, 301, 203, format.Channels, format.Depth == SampleDepth.Eight ? Enums.BandFormat.Uchar : Enums.BandFormat.Ushort);
        using var plain = memory.Copy(interpretation: (format.ColorChannels, format.Depth) switch
        {
            (1, SampleDepth.Eight) => Enums.Interpretation.Bw,
            (1, _) => Enums.Interpretation.Grey16,
            (_, SampleDepth.Eight) => Enums.Interpretation.Srgb,
            _ => Enums.Interpretation.Rgb16,
        });
        using var image = OutputMetadata.Attach(plain, metadata, settings, format);
        image.Pngsave(_folder["theirs"], compression: 1, filter: Enums.ForeignPngFilter.Up);
        Assert.Equal(ChunksOf("theirs"), ChunksOf("ours"));
    }

    // Each chunk in one line, in the order of the file; pixels only by their place.
    private List<string> ChunksOf(string name) =>
    [
        .. PngChunk.Split(File.ReadAllBytes(_folder[name]))
            .Select(chunk => chunk.Type == PngChunk.Pixels ? chunk.Type : $"{chunk.Type} {Convert.ToHexString(chunk.Data.Span)}")
            .Distinct(),
    ];

    private ImageMetadata Everything(string profileColours)
    {
        byte[] icc = [.. Profile()];
        Encoding.ASCII.GetBytes(profileColours).CopyTo(icc, 16);
        using var plain = Image.Black(40, 30, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        using var image = plain.Mutate(target =>
        {
            target.Set(GValue.GStrType, "exif-ifd0-Make", "Tester");
            target.Set(GValue.GStrType, "exif-ifd0-ImageDescription", "a comment, Übergröße");
            target.Set(GValue.GStrType, "exif-ifd2-PixelXDimension", "40");
            target.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes("<x:xmpmeta>kept</x:xmpmeta>"));
        });
        image.Jpegsave(_folder["in"]);
        using var source = ImageSource.Open(_folder["in"], new ImageLimits());
        return new ImageMetadata
        {
            Icc = icc,
            Exif = source.Metadata.Exif,
            ExifFields = source.Metadata.ExifFields,
            Xmp = source.Metadata.Xmp,
            DpiX = 300,
            DpiY = 150,
        };
    }

    private static byte[] Profile()
    {
        using var source = ImageSource.Open(TestData.PathOf("hostile/icc_wide.png"), new ImageLimits());
        return source.Metadata.Icc ?? throw new InvalidOperationException("The test file has a profile.");
    }
}
