using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using FsCheck.Xunit;
using SuperResFarm.Imaging.Png;

namespace SuperResFarm.Tests.Imaging.Png;

public sealed class ChecksumTests
{
    // 123456789 is the usual check value; IEND stands at the end of every PNG file.
    [Theory]
    [InlineData("", 0x00000000)]
    [InlineData("a", 0xE8B7BE43)]
    [InlineData("123456789", 0xCBF43926)]
    [InlineData("IEND", 0xAE426082)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339)]
    public void Crc_KnownText_HasItsKnownValue(string text, uint expected) => Assert.Equal(expected, Crc32.Of(Encoding.ASCII.GetBytes(text)));

    // gzip's checksum is the same, made by zlib.
    [Property]
    public void Crc_AnyBytes_IsThatOfGzip(byte[] bytes)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write([1, .. bytes]);   // of nothing it writes nothing
        Assert.Equal(BinaryPrimitives.ReadUInt32LittleEndian(file.ToArray().AsSpan()[^8..]), Crc32.Of([1, .. bytes]));
    }

    [Theory]
    [InlineData("", 0x00000001)]
    [InlineData("Wikipedia", 0x11E60398)]
    [InlineData("123456789", 0x091E01DE)]
    public void Adler_KnownText_IsCombinedFromItsLetters(string text, uint expected)
    {
        var adler = Adler32.Empty;
        foreach (var letter in Encoding.ASCII.GetBytes(text))
            adler = Adler32.Combine(adler, ZlibAdler([letter]), 1);
        Assert.Equal(expected, adler);
    }

    [Property]
    public void Combine_AnyTwoPieces_IsThatOfTheWhole(byte[] first, byte[] second)
    {
        byte[] head = [255, .. first];
        byte[] tail = [255, .. second];
        Assert.Equal(ZlibAdler([.. head, .. tail]), Adler32.Combine(ZlibAdler(head), ZlibAdler(tail), tail.Length));
    }

    [Fact]
    public void Combine_PiecesLongerThanTheModulus_IsThatOfTheWhole()
    {
        var bytes = new byte[300_000];
        bytes.AsSpan().Fill(255);
        for (var cut = 1; cut < bytes.Length; cut += 13_107)
            Assert.Equal(ZlibAdler(bytes), Adler32.Combine(ZlibAdler(bytes[..cut]), ZlibAdler(bytes[cut..]), bytes.Length - cut));
    }

    private static uint ZlibAdler(byte[] bytes)
    {
        using var file = new MemoryStream();
        using (var zlib = new ZLibStream(file, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(file.ToArray().AsSpan()[^4..]);
    }
}
