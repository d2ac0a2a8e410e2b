using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Tests.Imaging.Codecs;

/// <summary>Sizes are found from few blocks of a file, and are those that opening it finds.</summary>
public class HeaderProbeTests
{
    private const int MostBlocks = 16;

    public static TheoryData<string> Hostile { get; } = TestData.Root is null ? ["none"] : [.. Directory.GetFiles(TestData.PathOf("hostile")).Select(file => Path.GetFileName(file))];

    [DataTheory, MemberData(nameof(Hostile))]
    public void Look_AnyFile_SaysWhatOpeningSays(string file)
    {
        var path = TestData.PathOf($"hostile/{file}");
        Assert.Equal(Answer(() => Opened(path)), Answer(() => Probed(File.ReadAllBytes(path)).Size));
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".jpg")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    [InlineData(".gif")]
    [InlineData(".avif")]
    public void Look_LongFile_NeedsFewBlocks(string extension)
    {
        using var folder = new TempFolder();
        var path = folder[$"noise{extension}"];
        Noise(path, extension == ".avif" ? 640 : 1100, 700);
        var content = File.ReadAllBytes(path);
        Assert.True(content.Length > 2 * HeaderBytes.BlockBytes, $"{content.Length} bytes are no long file.");
        var (size, blocks) = Probed(content);
        Assert.Equal(Opened(path), size);
        Assert.InRange(blocks, 1, 3);
    }

    [Fact]
    public void Look_DirectoryAtTheEnd_AsksForItThere()
    {
        using var folder = new TempFolder();
        var path = folder["strips.tif"];
        Noise(path, 1100, 700);
        var content = File.ReadAllBytes(path);
        Assert.True(BitConverter.ToUInt32(content, 4) > content.Length / 2, "The directory stands in front.");
        var bytes = new HeaderBytes(content.Length);
        bytes.Add(0, content[..HeaderBytes.BlockBytes]);
        Assert.Null(HeaderProbe.Look(bytes, new ImageLimits()));
        Assert.True(bytes.Missing > content.Length / 2);
    }

    [Fact]
    public void Look_WithoutTheFirstBlock_AsksForIt()
    {
        var bytes = new HeaderBytes(100_000);
        Assert.Null(HeaderProbe.Look(bytes, new ImageLimits()));
        Assert.Equal(0, bytes.Missing);
    }

    [Fact]
    public void Look_FileThatIsTooLong_IsRefusedUnseen() =>
        Assert.Equal(FailureCode.SourceTooLarge, Assert.Throws<FarmException>(() => HeaderProbe.Look(new HeaderBytes(1L << 40), new ImageLimits())).Code);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(0, 11)]
    [InlineData(65536, 1)]
    public void Add_WhatIsNoBlock_IsRefused(long offset, int length) => Assert.Throws<ArgumentException>(() => new HeaderBytes(10).Add(offset, new byte[length]));

    private static (PixelSize? Size, int Blocks) Probed(byte[] content)
    {
        var bytes = new HeaderBytes(content.Length);
        while (bytes.Blocks < MostBlocks)
        {
            if (HeaderProbe.Look(bytes, new ImageLimits()) is { } size)
                return (size, bytes.Blocks);
            var from = (int)bytes.Missing!.Value;
            bytes.Add(from, content[from..Math.Min(content.Length, from + HeaderBytes.BlockBytes)]);
        }
        return (null, bytes.Blocks);
    }

    private static PixelSize? Opened(string path)
    {
        using var source = ImageSource.Open(path, new ImageLimits());
        return source.Header.Size;
    }

    private static string Answer(Func<PixelSize?> look)
    {
        try
        {
            return $"{look()}";
        }
        catch (FarmException fault)
        {
            return fault.Code.Spelled();
        }
    }

    private static void Noise(string path, int width, int height)
    {
        VipsRuntime.EnsureStarted();
        var samples = new byte[width * height * 3];
        new Random(1).NextBytes(samples);
        using var plain = NetVips.Image.NewFromMemory(samples, width, height, 3, NetVips.Enums.BandFormat.Uchar);
        using var image = plain.Copy(interpretation: NetVips.Enums.Interpretation.Srgb);
        if (path.EndsWith(".gif", StringComparison.Ordinal))
            image.Gifsave(path, dither: 0);
        else
            image.WriteToFile(path);
    }
}
