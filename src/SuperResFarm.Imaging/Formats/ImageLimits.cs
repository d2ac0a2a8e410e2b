using System.ComponentModel.DataAnnotations;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Formats;

/// <summary>What an image may cost; checked on the header, before a pixel is decoded.</summary>
public sealed record ImageLimits
{
    /// <summary>Configuration section.</summary>
    public const string Section = "ImageLimits";

    /// <value>Largest source file in bytes: 1 to 64 GiB, default 1 GiB.</value>
    [Range(1L, 64L << 30)]
    public long MaxBytes { get; init; } = 1L << 30;

    /// <value>Most source pixels: 1 to 10 billion, default 100 million.</value>
    [Range(1L, 10_000_000_000L)]
    public long MaxPixelsIn { get; init; } = 100_000_000;

    /// <value>Most result pixels: 1 to 100 billion, default 1.6 billion.</value>
    [Range(1L, 100_000_000_000L)]
    public long MaxPixelsOut { get; init; } = 1_600_000_000;

    /// <value>Most frames or pages a source may claim; only the first is used: 1 to 100000, default 1000.</value>
    [Range(1, 100_000)]
    public int MaxFrames { get; init; } = 1000;

    /// <summary>Refuses a result before work on it starts.</summary>
    /// <param name="size">Size of the result.</param>
    /// <exception cref="FarmException"><see cref="FailureCode.OutputTooLarge"/>.</exception>
    public void CheckOutput(PixelSize size)
    {
        if (size.Pixels > MaxPixelsOut)
            throw FarmException.Rejected(FailureCode.OutputTooLarge,
                $"The result would have {size.Megapixels:0.####} megapixels; the limit is {MaxPixelsOut / 1e6:0.####}. Choose a smaller scale.");
    }

    /// <summary>Refuses a source by its length, before it is read.</summary>
    /// <param name="bytes">Length of the file.</param>
    /// <exception cref="FarmException"><see cref="FailureCode.SourceTooLarge"/>.</exception>
    public void CheckBytes(long bytes)
    {
        if (bytes > MaxBytes)
            throw TooLarge($"The file has {bytes / 1e6:0.####} MB; the limit is {MaxBytes / 1e6:0.####} MB. Send a smaller file.");
    }

    internal void CheckHeader(PixelSize size, int frames)
    {
        if (size.Pixels > MaxPixelsIn)
            throw TooLarge($"The image is {size} = {size.Megapixels:0.####} megapixels; the limit is {MaxPixelsIn / 1e6:0.####}. Send a smaller image.");
        if (frames > MaxFrames)
            throw TooLarge($"The file has {frames} frames; the limit is {MaxFrames}. Send one frame.");
    }

    private static FarmException TooLarge(string message) => FarmException.Rejected(FailureCode.SourceTooLarge, message);
}
