using System.IO.Compression;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using NetVips;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Png;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Imaging.Png;

/// <summary>Files as other decoders see them: libvips (pixels, every checksum) and .NET's inflate (the joined stream).</summary>
public sealed class PngWriterTests : IDisposable
{
    private static readonly PngExtras _none = new([], []);
    private readonly TempFolder _folder = new();
    private readonly StripPool _pool = new(threads: 2, stripBytes: 1500);

    public PngWriterTests() => VipsRuntime.EnsureStarted();

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 1 },
        { 1, 97 },
        { 97, 1 },
        { 2, 3 },
        { 31, 33 },
        { 64, 64 },
        { 333, 55 },
        { 2001, 7 },   // every row longer than a strip
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Write_AnySizeAndFormat_IsReadBackSampleForSample(int width, int height)
    {
        foreach (var format in Formats())
        {
            var picture = Random(width, height, format);
            using var file = Source.NewFromMemory(Written(picture, level: 1, pieceBytes: 1013));
            using var back = Image.PngloadSource(file, failOn: Enums.FailOn.Warning);
            Assert.Equal(
                (width, height, format.Channels, format.Depth == SampleDepth.Eight ? Enums.BandFormat.Uchar : Enums.BandFormat.Ushort),
                (back.Width, back.Height, back.Bands, back.Format));
            Assert.True(picture.Samples.AsSpan().SequenceEqual(BytesOf(back)), $"{format}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void Write_AnyLevel_IsReadBackSampleForSample(int level)
    {
        var picture = Picture.Pattern(301, 203, new PixelFormat(3, SampleDepth.Sixteen));
        File.WriteAllBytes(_folder["x"], Written(picture, level, pieceBytes: 5000));
        Assert.Equal(picture.Samples, Picture.Read(_folder["x"]).Samples);
    }

    [Fact]
    public void Write_HigherLevels_AreSmaller()
    {
        var picture = Picture.Pattern(301, 203, new PixelFormat(3, SampleDepth.Eight));
        var (none, fast, small) = (Written(picture, 0, 5000).Length, Written(picture, 1, 5000).Length, Written(picture, 9, 5000).Length);
        Assert.True(none > picture.Samples.Length && fast < none && small < fast, $"{none}, {fast}, {small}");
    }

    // Inflate checks the Adler-32 that was combined from those of the strips; each row undone by hand gives the samples.
    [Property(MaxTest = 60)]
    public Property Write_RandomRows_InflateToFilteredRows() => Prop.ForAll(
        Gen.Choose(1, 70).Four().ToArbitrary(),
        seed =>
        {
            var (width, height, channels, piece) = seed;
            var picture = Random(width, height, new PixelFormat(1 + channels % 4, SampleDepth.Eight));
            var rows = Inflated(Written(picture, level: channels % 10, piece));
            var stride = picture.Format.RowBytes(width);
            Assert.Equal((stride + 1) * height, rows.Length);
            for (var y = 0; y < height; y++)
            {
                Assert.Equal(2, rows[y * (stride + 1)]);
                for (var x = 0; x < stride; x++)
                {
                    var above = y == 0 ? 0 : picture.Samples[(y - 1) * stride + x];
                    Assert.Equal(picture.Samples[y * stride + x], (byte)(rows[y * (stride + 1) + 1 + x] + above));
                }
            }
        });

    [Fact]
    public void Write_ManyStrips_EachIsAChunkWithItsChecksum()
    {
        var file = Written(Random(301, 203, new PixelFormat(3, SampleDepth.Eight)), level: 1, pieceBytes: 700);
        Assert.Equal(PngChunk.Signature.ToArray(), file[..8]);
        var chunks = PngChunk.Split(file).ToList();
        Assert.Equal("IHDR", chunks[0].Type);
        Assert.Equal("IEND", chunks[^1].Type);
        Assert.Equal(203 + 1, chunks.Count(chunk => chunk.Type == "IDAT"));   // a row of 904 bytes is a strip, then the end of the stream
        Assert.Equal(file, (byte[])[.. PngChunk.Signature, .. chunks.SelectMany(chunk => chunk.ToBytes())]);   // checksums computed anew
    }

    [Fact]
    public void Finish_RowsMissing_Throws()
    {
        using var file = new MemoryStream();
        using var png = Writer(file, new PixelSize(40, 40));
        png.Write(new byte[40 * 3 * 39 + 5]);
        Assert.Throws<InvalidOperationException>(png.Finish);
    }

    [Fact]
    public void Write_MoreThanTheImage_Throws()
    {
        using var file = new MemoryStream();
        using var png = Writer(file, new PixelSize(40, 40));
        Assert.Throws<InvalidOperationException>(() => png.Write(new byte[40 * 3 * 40 + 1]));
    }

    [Fact]
    public void Write_Cancelled_EndsCancelledAndDisposeReturns()
    {
        using var stop = new CancellationTokenSource();
        using var file = new MemoryStream();
        using var png = new PngWriter(file, new PixelSize(400, 400), new PixelFormat(3, SampleDepth.Eight), 9, _none, _pool, stop.Token);
        png.Write(new byte[400 * 3 * 10]);
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => png.Write(new byte[400 * 3 * 390]));
    }

    [Fact]
    public void Write_FileTakesNoMore_ThrowsWhatItSaid()
    {
        using var file = new ShortFile(20_000, () => new IOException("full", 28));
        using var png = Writer(file, new PixelSize(400, 400));
        var samples = Random(400, 400, new PixelFormat(3, SampleDepth.Eight)).Samples;
        Assert.Equal("full", Assert.Throws<IOException>(() => png.Write(samples)).Message);
    }

    [Fact]
    public void Write_FileLongerThanItsFileSystemAllows_IsAnIOException()
    {
        using var file = new ShortFile(20_000, () => new ArgumentOutOfRangeException("value"));
        using var png = Writer(file, new PixelSize(400, 400));
        var samples = Random(400, 400, new PixelFormat(3, SampleDepth.Eight)).Samples;
        Assert.Equal(27, Assert.Throws<IOException>(() => png.Write(samples)).HResult);
    }

    private static IEnumerable<PixelFormat> Formats() =>
        from channels in Enumerable.Range(1, 4)
        from depth in Enum.GetValues<SampleDepth>()
        select new PixelFormat(channels, depth);

    private static Picture Random(int width, int height, PixelFormat format)
    {
        var samples = new byte[format.RowBytes(width) * height];
        new Random(width * 7919 + height).NextBytes(samples);
        return new Picture(new PixelSize(width, height), format, samples);
    }

    private static byte[] BytesOf(Image image) => image.Format == Enums.BandFormat.Ushort
        ? MemoryMarshal.AsBytes<ushort>(image.WriteToMemory<ushort>()).ToArray()
        : image.WriteToMemory<byte>();

    private static byte[] Inflated(byte[] png)
    {
        using var stream = new MemoryStream([.. PngChunk.Split(png).Where(chunk => chunk.Type == PngChunk.Pixels).SelectMany(chunk => chunk.Data.ToArray())]);
        using var zlib = new ZLibStream(stream, CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        Assert.Equal(stream.Length, stream.Position);
        return rows.ToArray();
    }

    private byte[] Written(Picture picture, int level, int pieceBytes)
    {
        using var file = new MemoryStream();
        using var png = new PngWriter(file, picture.Size, picture.Format, level, _none, _pool, CancellationToken.None);
        for (var at = 0; at < picture.Samples.Length; at += pieceBytes)
            png.Write(picture.Samples.AsSpan(at, Math.Min(pieceBytes, picture.Samples.Length - at)));
        png.Finish();
        return file.ToArray();
    }

    private PngWriter Writer(Stream file, PixelSize size) =>
        new(file, size, new PixelFormat(3, SampleDepth.Eight), 1, _none, _pool, CancellationToken.None);

    private sealed class ShortFile(int capacity, Func<Exception> fault) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length + buffer.Length > capacity)
                throw fault();
            base.Write(buffer);
        }
    }
}
