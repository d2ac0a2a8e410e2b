using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Training.Data;

/// <summary>Finds and reads the pictures of a folder.</summary>
internal static class ImageFolder
{
    private static readonly string[] _extensions = [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"];

    /// <returns>The pictures of a folder and of those within it, in an order that does not depend on the machine.</returns>
    /// <exception cref="FarmException">SourceMissing: there is no such folder, or no picture in it.</exception>
    public static IReadOnlyList<string> List(string folder)
    {
        if (!Directory.Exists(folder))
            throw FarmException.Rejected(FailureCode.SourceMissing, $"There is no folder '{folder}'; give one with pictures.");
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => _extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? files
            : throw FarmException.Rejected(FailureCode.SourceMissing, $"The folder '{folder}' holds no pictures ({string.Join(", ", _extensions)}).");
    }

    /// <summary>Reads a picture as RGB of 8 bits: gray becomes three equal channels, alpha is left out, 16 bits are rounded.</summary>
    /// <exception cref="FarmException">The file is no picture that can be read; the message names it.</exception>
    public static Raster Read(string path)
    {
        try
        {
            var image = RasterReader.Read(path, new ImageLimits()).Image;
            var rgb = Raster.Black(image.Size, new(3, SampleDepth.Eight));
            for (var y = 0; y < image.Size.Height; y++)
                ToRgb(image.Row(y), image.Format, rgb.Row(y));
            return rgb;
        }
        catch (FarmException fault)
        {
            throw FarmException.Rejected(fault.Code, $"'{path}': {fault.Message}", fault);
        }
    }

    private static void ToRgb(ReadOnlySpan<byte> row, PixelFormat format, Span<byte> rgb)
    {
        for (var i = 0; i < rgb.Length; i++)
        {
            var at = i / 3 * format.BytesPerPixel + (format.ColorChannels == 3 ? i % 3 : 0) * format.BytesPerSample;
            rgb[i] = format.Depth == SampleDepth.Sixteen ? (byte)((BitConverter.ToUInt16(row[at..]) + 128) / 257) : row[at];
        }
    }
}
