using System.Buffers.Binary;

namespace SuperResFarm.Imaging.Decode;

/// <summary>
/// Looks for a gAMA statement, which the decoder neither applies nor reports. Layout: PNG third edition, chapter 5
/// (length, four-letter type, data, CRC) and 11.3.2.2 (gamma times 100000).
/// </summary>
internal static class PngGamma
{
    private const int MaxChunks = 256;
    private const int Ordinary = 45455;
    private const int Tolerance = 1000;

    /// <param name="png">A PNG file from its first byte.</param>
    /// <returns>What a user should know, or null: no statement, the usual 1/2.2, or one that a colour profile overrides.</returns>
    public static string? Warning(Stream png)
    {
        Span<byte> chunk = stackalloc byte[12];
        png.Position = 8;
        int? gamma = null;
        for (var i = 0; i < MaxChunks && png.ReadAtLeast(chunk, 12, throwOnEndOfStream: false) == 12; i++)
        {
            var type = chunk[4..8];
            if (type.SequenceEqual("iCCP"u8) || type.SequenceEqual("sRGB"u8) || type.SequenceEqual("cICP"u8))
                return null;
            if (type.SequenceEqual("IDAT"u8))
                break;
            if (type.SequenceEqual("gAMA"u8))
                gamma = BinaryPrimitives.ReadInt32BigEndian(chunk[8..]);
            // From behind the first four data bytes, or the CRC of an empty chunk, to the next chunk.
            var rest = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (rest > png.Length - png.Position)
                break;
            png.Position += rest;
        }
        return gamma is { } value && Math.Abs(value - Ordinary) > Tolerance
            ? $"The PNG states a gamma of {value / 100000.0:0.###} without a profile; it is ignored and the samples are taken as sRGB."
            : null;
    }
}
