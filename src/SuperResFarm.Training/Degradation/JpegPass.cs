using NetVips;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Training.Degradation;

/// <summary>Sends a picture through JPEG.</summary>
internal static class JpegPass
{
    /// <param name="planes">The picture.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="subsampled">Whether colours have half the resolution (4:2:0).</param>
    /// <returns>What a decoder makes of the file.</returns>
    public static Planes Through(Planes planes, int quality, bool subsampled)
    {
        VipsRuntime.EnsureStarted();
        var raster = planes.ToRaster();
        using var plain = Image.NewFromMemory(raster.Samples, planes.Width, planes.Height, Planes.Count, Enums.BandFormat.Uchar);
        using var image = plain.Copy(interpretation: Enums.Interpretation.Srgb);
        using var file = Source.NewFromMemory(image.JpegsaveBuffer(q: quality, subsampleMode: subsampled ? Enums.ForeignSubsample.On : Enums.ForeignSubsample.Off));
        using var decoded = Image.JpegloadSource(file);
        return Planes.Of(new Raster(raster.Size, raster.Format, decoded.WriteToMemory<byte>()));
    }
}
