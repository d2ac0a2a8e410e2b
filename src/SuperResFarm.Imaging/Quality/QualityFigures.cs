using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Quality;

/// <summary>How close an image is to its reference.</summary>
/// <param name="PsnrY">On luma, in dB; infinite when nothing differs.</param>
/// <param name="SsimY">On luma; null when the image is smaller than the window.</param>
public sealed record QualityFigures(double PsnrY, double? SsimY)
{
    /// <summary>On red, green and blue, their errors pooled; for a gray image that of its only channel. Null when not asked for.</summary>
    public double? PsnrRgb { get; init; }

    /// <summary>Mean of the channels' similarities; null when not asked for, and as <see cref="SsimY"/>.</summary>
    public double? SsimRgb { get; init; }

    /// <summary>Measures an image by the field's protocol. Alpha has no part in it.</summary>
    /// <param name="image">What is judged.</param>
    /// <param name="reference">Of the same size and layout.</param>
    /// <param name="border">Pixels left out on every side: the scale, by the field's custom.</param>
    /// <param name="colors">Whether the channels are measured too, which takes three times as long again.</param>
    /// <exception cref="ArgumentOutOfRangeException">They differ in size or layout, or the border leaves nothing.</exception>
    public static QualityFigures Of(Raster image, Raster reference, int border, bool colors = false)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual((image.Size, image.Format), (reference.Size, reference.Format), nameof(image));
        var luma = (Image: Plane.LumaOf(image).Inside(border), Reference: Plane.LumaOf(reference).Inside(border));
        var figures = new QualityFigures(Psnr.Of(luma), Ssim.Of(luma.Image, luma.Reference));
        if (!colors)
            return figures;
        if (image.Format.ColorChannels == 1)
            return figures with { PsnrRgb = figures.PsnrY, SsimRgb = figures.SsimY };
        var channels = Enumerable.Range(0, image.Format.ColorChannels)
            .Select(channel => (Image: Plane.Of(image, channel).Inside(border), Reference: Plane.Of(reference, channel).Inside(border))).ToList();
        return figures with { PsnrRgb = Psnr.Of(channels), SsimRgb = channels.Average(channel => Ssim.Of(channel.Image, channel.Reference)) };
    }
}
