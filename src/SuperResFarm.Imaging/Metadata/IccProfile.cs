using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Metadata;

/// <summary>The one fact we read from an ICC profile. Source: ICC.1, header, bytes 16 to 19 (data colour space).</summary>
internal static class IccProfile
{
    /// <returns>Whether the profile is for samples of that many colours.</returns>
    public static bool Describes(ReadOnlySpan<byte> profile, PixelFormat format) =>
        profile.Length >= 128 && profile[16..20].SequenceEqual(format.ColorChannels == 1 ? "GRAY"u8 : "RGB "u8);
}
