using System.Runtime.ExceptionServices;
using NetVips;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Metadata;
using SuperResFarm.Imaging.Png;

namespace SuperResFarm.Imaging.Encode;

/// <summary>
/// Writes an image while its rows are still being made. JPEG, PNG and TIFF hold a few bands in memory; WebP and AVIF hold
/// the whole image, as their formats demand.
/// </summary>
public static class ImageEncoder
{
    /// <summary>Refuses what the format cannot hold; to be called before work starts.</summary>
    /// <param name="size">Size of the rows; <see cref="EncodeSettings.ResizeTo"/> goes before it.</param>
    /// <param name="settings">How the result is to be written.</param>
    /// <exception cref="FarmException">OutputTooLarge or SettingsInvalid, with the remedy.</exception>
    public static void CheckFits(PixelSize size, EncodeSettings settings) => OutputRules.Check(size, settings);

    /// <param name="format">Layout of the rows.</param>
    /// <param name="target">Format of the file.</param>
    /// <param name="warning">What the file cannot hold, as a sentence; null when nothing is lost.</param>
    /// <returns>Layout of the samples in the file. AVIF keeps 12 of 16 bits.</returns>
    public static PixelFormat WrittenAs(PixelFormat format, ImageFormat target, out string? warning) =>
        OutputRules.WrittenAs(format, target, out warning);

    /// <summary>Writes the rows of a channel into a file, blocking the calling thread until the producer completes.</summary>
    /// <param name="rows">The rows; abandoned on failure, so that the producer does not wait for ever.</param>
    /// <param name="metadata">From the source, or <see cref="ImageMetadata.None"/>.</param>
    /// <param name="settings">How the result is written.</param>
    /// <param name="path">Name of the file, created or overwritten; after a failure it may hold a part, which the caller deletes.</param>
    /// <param name="cancellationToken">Ends the encoder promptly.</param>
    /// <exception cref="FarmException">OutputTooLarge, SettingsInvalid, OutputUnwritable or StorageFull.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; this wins over whatever else failed because of it.</exception>
    /// <exception cref="Exception">The fault the producer gave to <see cref="BandChannel.Complete"/>, unchanged.</exception>
    public static void Encode(
        BandChannel rows, ImageMetadata metadata, EncodeSettings settings, string path, CancellationToken cancellationToken)
    {
        VipsRuntime.EnsureStarted();
        Exception? failure = null;
        try
        {
            OutputRules.Check(rows.Size, settings);
            cancellationToken.ThrowIfCancellationRequested();
            CheckWritable(path);
            Run(rows, metadata, settings, path, cancellationToken);
        }
        catch (Exception exception)
        {
            failure = Cause(exception, rows, settings.Format, path, cancellationToken);
            if (ReferenceEquals(failure, exception))
                throw;
            ExceptionDispatchInfo.Throw(failure);
        }
        finally
        {
            rows.Abandon(failure);
        }
    }

    private static void Run(
        BandChannel rows, ImageMetadata metadata, EncodeSettings settings, string path, CancellationToken cancellationToken)
    {
        if (settings.Format == ImageFormat.Png && (settings.ResizeTo is null || settings.ResizeTo == rows.Size))
            PngOutput.Save(rows, metadata, settings, path, StripPool.Shared, cancellationToken);
        else
            RunThroughVips(rows, metadata, settings, path, cancellationToken);
    }

    private static void RunThroughVips(
        BandChannel rows, ImageMetadata metadata, EncodeSettings settings, string path, CancellationToken cancellationToken)
    {
        var written = OutputRules.WrittenAs(rows.Format, settings.Format, out _);
        using var bands = new BandTiffSource(rows, cancellationToken);
        using var loaded = Image.TiffloadSource(bands.Source, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
        using var resized = OutputImage.Resized(loaded, rows.Format, settings.ResizeTo);
        using var narrowed = OutputImage.Narrowed(resized, rows.Format, written);
        using var image = OutputMetadata.Attach(narrowed, metadata, settings, written);
        using var kill = cancellationToken.Register(() => image.SetKill(true));
        try
        {
            if (settings.Format == ImageFormat.Png)
                PngOutput.Save(image, written, metadata, settings, path, StripPool.Shared, cancellationToken);
            else
                OutputSaver.Save(image, settings, path);
        }
        catch (VipsException) when (bands.Fault is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    // Whatever made the rows stop is the cause; the error libvips reports after it is an echo.
    private static Exception Cause(Exception exception, BandChannel rows, ImageFormat format, string path, CancellationToken cancellationToken)
    {
        if (rows.Fault is { } fault)
            return fault;
        if (cancellationToken.IsCancellationRequested)
            return new OperationCanceledException("The encoder was cancelled.", exception, cancellationToken);
        return exception switch
        {
            VipsException error => EncodeFailures.From(format, error, path),
            IOException => EncodeFailures.From(exception),
            _ => exception,
        };
    }

    // The file system's own words tell a missing folder from a missing permission; libvips' text would not.
    private static void CheckWritable(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw EncodeFailures.From(exception);
        }
    }
}
