using System.Net;
using NetVips;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Encode;

/// <summary>Draws a line of text with the fonts of the machine.</summary>
public static class TextRaster
{
    private const int PointsPerInch = 72;   // so that a size in points is one in pixels

    // Without any font every letter is the same box.
    private static readonly Lazy<bool> _hasFont = new(() => !Drawn("l", 12).Samples.AsSpan().SequenceEqual(Drawn("O", 12).Samples));

    /// <summary>Makes sure that text can be drawn; to be called before work whose result needs it.</summary>
    /// <exception cref="FarmException">The machine has no font.</exception>
    public static void RequireFont()
    {
        try
        {
            if (_hasFont.Value)
                return;
        }
        catch (VipsException fault)
        {
            throw NoFont(fault);
        }
        throw NoFont(null);
    }

    /// <summary>Draws a line; where it would be too long, in smaller letters.</summary>
    /// <param name="text">Not empty; nothing in it is markup.</param>
    /// <param name="pixels">Height of a line of its letters.</param>
    /// <param name="width">Most pixels it may take.</param>
    /// <returns>Gray: the share of each pixel that is covered with ink.</returns>
    /// <exception cref="FarmException">The machine has no font.</exception>
    public static Raster Draw(string text, int pixels, int width)
    {
        RequireFont();
        var drawn = Drawn(text, pixels);
        return drawn.Size.Width <= width ? drawn : Drawn(text, Math.Max(4, pixels * width / drawn.Size.Width));
    }

    private static Raster Drawn(string text, int pixels)
    {
        VipsRuntime.EnsureStarted();
        using var image = Image.Text(WebUtility.HtmlEncode(text), font: $"sans {pixels}", dpi: PointsPerInch);
        return new(new(image.Width, image.Height), new PixelFormat(1, SampleDepth.Eight), image.WriteToMemory<byte>());
    }

    private static FarmException NoFont(VipsException? fault) => FarmException.Rejected(
        FailureCode.OutputUnwritable, "Text cannot be drawn on this machine: install a font, such as the package fonts-dejavu-core.", fault);
}
