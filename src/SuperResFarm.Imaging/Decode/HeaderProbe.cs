using NetVips;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Decode;

/// <summary>Tells how large an image is that lies elsewhere, from as few of its bytes as its header takes.</summary>
public static class HeaderProbe
{
    /// <summary>Looks for the size as <see cref="ImageSource.Open"/> would find it, with the same refusals; damage behind the header is not seen.</summary>
    /// <param name="bytes">At least the first block.</param>
    /// <param name="limits">What the image may cost.</param>
    /// <returns>The size as it is displayed; null: <see cref="HeaderBytes.Missing"/> is needed first.</returns>
    /// <exception cref="FarmException">SourceUnsupported, SourceCorrupt or SourceTooLarge.</exception>
    public static PixelSize? Look(HeaderBytes bytes, ImageLimits limits)
    {
        limits.CheckBytes(bytes.Length);
        var head = bytes.From(0);
        if (bytes.Missing is not null)
            return null;
        var format = SourceFile.Accepted(head[..Math.Min(head.Length, FormatSniffer.HeadBytes)]);
        // Their loaders read the whole file, where the first bytes say it.
        if (bytes.Length > HeaderBytes.BlockBytes && CanvasSize.Of(format, head) is { } canvas)
        {
            limits.CheckHeader(canvas, frames: 1);
            return canvas;
        }
        try
        {
            VipsRuntime.EnsureStarted();
            var size = ImageSource.HeaderOf(SourceOf(bytes), format, limits).Size;
            return bytes.Missing is null ? size : null;
        }
        catch (FarmException) when (bytes.Missing is not null)
        {
            // What was missing looked like an end.
            return null;
        }
    }

    private static SourceCustom SourceOf(HeaderBytes bytes)
    {
        var position = 0L;
        var source = new SourceCustom();
        // Called by native code: nothing may be thrown; -1 tells that reading failed.
        source.OnRead += (buffer, length) =>
        {
            var there = bytes.From(position);
            var count = Math.Min(there.Length, length);
            there[..count].CopyTo(buffer);
            position += count;
            return bytes.Missing is not null ? -1 : count;
        };
        source.OnSeek += (offset, origin) => position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => position + offset,
            _ => bytes.Length + offset,
        };
        return source;
    }
}
