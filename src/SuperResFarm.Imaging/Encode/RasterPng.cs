using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Png;

namespace SuperResFarm.Imaging.Encode;

/// <summary>Writes whole images as PNG files in memory.</summary>
public static class RasterPng
{
    private const int Level = 6;

    /// <returns>The file: the samples as they are, and nothing else.</returns>
    public static byte[] Write(Raster image)
    {
        using var file = new MemoryStream();
        using var png = new PngWriter(file, image.Size, image.Format, Level, new PngExtras([], []), StripPool.Shared, CancellationToken.None);
        png.Write(image.Samples);
        png.Finish();
        return file.ToArray();
    }
}
