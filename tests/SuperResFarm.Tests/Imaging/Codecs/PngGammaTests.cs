using System.Buffers.Binary;
using SuperResFarm.Imaging.Decode;

namespace SuperResFarm.Tests.Imaging.Codecs;

public class PngGammaTests
{
    [Theory]
    [InlineData(100000, "", true)]
    [InlineData(45455, "", false)]
    [InlineData(45000, "", false)]
    [InlineData(100000, "sRGB", false)]
    [InlineData(100000, "iCCP", false)]
    public void Warning_Statement_IsMadeOnlyWhenItWouldMatter(int gamma, string other, bool warns)
    {
        using var png = new MemoryStream([.. new byte[8], .. Chunk("IHDR", 13), .. Gamma(gamma), .. Chunk(other, 1), .. Chunk("IDAT", 4)]);
        Assert.Equal(warns, PngGamma.Warning(png) is not null);
    }

    [Fact]
    public void Warning_ChunkBeyondTheEnd_IsNotFollowed()
    {
        using var png = new MemoryStream([.. new byte[8], 0xFF, 0xFF, 0xFF, 0xFF, .. "tEXt"u8, .. new byte[8]]);
        Assert.Null(PngGamma.Warning(png));
    }

    private static byte[] Gamma(int value)
    {
        var chunk = Chunk("gAMA", 4);
        BinaryPrimitives.WriteInt32BigEndian(chunk.AsSpan(8), value);
        return chunk;
    }

    private static byte[] Chunk(string type, int length)
    {
        if (type.Length == 0)
            return [];
        var chunk = new byte[12 + length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, length);
        System.Text.Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        return chunk;
    }
}
