using System.Globalization;

namespace SuperResFarm.Contracts.Messages;

/// <summary>How well a result agrees with its source: the enlarged image, shrunk to the source's size by the antialiased bicubic that the field measures with,
/// against the source. PSNR on luma (0 to 255), in dB.</summary>
/// <param name="Psnr">Of the whole image; <see cref="Most"/> at most.</param>
/// <param name="WorstPsnr">Of the square that agrees least; <see cref="Most"/> at most.</param>
/// <param name="WorstX">First column of that square, in source pixels.</param>
/// <param name="WorstY">First row of that square, in source pixels.</param>
public sealed record Consistency(double Psnr, double WorstPsnr, int WorstX, int WorstY)
{
    /// <summary>Length of the squares in source pixels. The last of a row or column takes what is left, and so is longer.</summary>
    public const int SquareEdge = 64;

    /// <summary>What is told where nothing differs, for JSON has no infinity.</summary>
    public const double Most = 100;

    /// <summary>Below this the image as a whole is no longer what the source shows; docs/evidence.md has the measurements.</summary>
    public const double WarnBelow = 34;

    /// <summary>The same for the worst square.</summary>
    public const double WarnWorstBelow = 30;

    /// <summary>A sentence for the user where the result goes further from its source than an enlargement must; else null.</summary>
    public string? Warning() => Psnr >= WarnBelow && WorstPsnr >= WarnWorstBelow ? null : string.Create(CultureInfo.InvariantCulture,
        $"The result, shrunk, is {Psnr:0.0} dB from its source, and {WorstPsnr:0.0} dB in the square at {WorstX},{WorstY}: below {WarnBelow:0} or {WarnWorstBelow:0} dB it shows something else there.");
}
