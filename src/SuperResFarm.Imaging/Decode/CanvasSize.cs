using System.Buffers.Binary;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Decode;

/// <summary>The size in the first bytes of formats that have it at a fixed place. Sources: RFC 9649 (WebP), RFC 6386 section 9.1 (VP8), GIF89a section 18.</summary>
internal static class CanvasSize
{
    /// <returns>The size; null: it does not stand there, and a decoder has to be asked.</returns>
    /// <param name="format">What the file is.</param>
    /// <param name="head">Its first bytes.</param>
    public static PixelSize? Of(ImageFormat format, ReadOnlySpan<byte> head)
    {
        var (width, height) = format switch
        {
            ImageFormat.Gif when head.Length >= 10 => (Word(head[6..]), Word(head[8..])),
            ImageFormat.WebP when head.Length >= 30 => WebP(head[12..16], head[20..]),
            _ => (0, 0),
        };
        return width > 0 && height > 0 ? new(width, height) : null;
    }

    private static (int Width, int Height) WebP(ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> data)
    {
        if (chunk.SequenceEqual("VP8X"u8))
            return (1 + (Word(data[4..]) | data[6] << 16), 1 + (Word(data[7..]) | data[9] << 16));
        if (chunk.SequenceEqual("VP8L"u8) && data[0] == 0x2F && BinaryPrimitives.ReadUInt32LittleEndian(data[1..]) is var bits)
            return (1 + (int)(bits & 0x3FFF), 1 + (int)(bits >> 14 & 0x3FFF));
        if (chunk.SequenceEqual("VP8 "u8) && data[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
            return (Word(data[6..]) & 0x3FFF, Word(data[8..]) & 0x3FFF);
        return (0, 0);
    }

    private static int Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
