using System.Runtime.ExceptionServices;
using NetVips;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Metadata;
using SuperResFarm.Imaging.Png;

namespace SuperResFarm.Imaging.Encode;

/// <summary>Writes PNG results. libvips would deflate on one core, which for a large result takes longer than a GPU needs to make it.</summary>
internal static class PngOutput
{
    /// <summary>Writes rows as they come.</summary>
    public static void Save(
        BandChannel rows, ImageMetadata metadata, EncodeSettings settings, string path, StripPool pool, CancellationToken cancellationToken)
    {
        var extras = PngMetadata.Of(rows.Size, rows.Format, metadata, settings);
        using var file = Open(path);
        using var png = new PngWriter(file, rows.Size, rows.Format, settings.PngLevel, extras, pool, cancellationToken);
        while (rows.Read(cancellationToken) is { } band)
            using (band)
                png.Write(band.Samples);
        png.Finish();
    }

    /// <summary>Writes what libvips computes, row by row.</summary>
    public static void Save(
        Image image, PixelFormat format, ImageMetadata metadata, EncodeSettings settings, string path, StripPool pool, CancellationToken cancellationToken)
    {
        var size = new PixelSize(image.Width, image.Height);
        var extras = PngMetadata.Of(size, format, metadata, settings);
        using var file = Open(path);
        using var png = new PngWriter(file, size, format, settings.PngLevel, extras, pool, cancellationToken);
        using var target = new TargetCustom();
        Exception? fault = null;
        target.OnWrite += (samples, count) => Take(samples.AsSpan(0, count));
        target.OnEnd += () => 0;
        try
        {
            image.RawsaveTarget(target);
        }
        catch (VipsException) when (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
        png.Finish();

        // Called on a native thread: nothing may be thrown, -1 tells libvips that writing failed.
        int Take(ReadOnlySpan<byte> samples)
        {
            try
            {
                png.Write(samples);
                return samples.Length;
            }
            catch (Exception exception)
            {
                fault ??= exception;
                return -1;
            }
        }
    }

    // Each write is a whole strip: a buffer would only copy it.
    private static FileStream Open(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
}
