using NetVips;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Encode;

/// <summary>The steps between the rows as they come and the image as a format wants it; all of them stream.</summary>
internal static class OutputImage
{
    /// <returns>A new image of that size, or a plain copy when it has it already.</returns>
    public static Image Resized(Image image, PixelFormat format, PixelSize? target)
    {
        if (target is not { } size || (size.Width == image.Width && size.Height == image.Height))
            return image.Copy();
        using var weighted = format.HasAlpha ? image.Premultiply(maxAlpha: format.MaxSample) : image.Copy();
        using var resized = weighted.Resize((double)size.Width / image.Width, kernel: Enums.Kernel.Lanczos3, vscale: (double)size.Height / image.Height);
        using var straight = format.HasAlpha ? resized.Unpremultiply(maxAlpha: format.MaxSample) : resized.Copy();
        using var rounded = format.HasAlpha ? straight.Rint() : straight.Copy();
        using var samples = rounded.Cast(image.Format);
        return samples.Copy(interpretation: image.Interpretation);
    }

    /// <returns>A new image with the samples the file will hold: alpha on white and 16 bits rounded to 8 where it must be.</returns>
    public static Image Narrowed(Image image, PixelFormat from, PixelFormat to)
    {
        using var flat = from.HasAlpha && !to.HasAlpha
            ? image.Flatten(background: [from.MaxSample], maxAlpha: from.MaxSample)
            : image.Copy();
        return from.Depth == to.Depth ? flat.Copy() : Eight(flat, to);
    }

    // libvips would drop the low byte; dividing by 257 maps 0..65535 onto 0..255 with rounding.
    private static Image Eight(Image image, PixelFormat to)
    {
        using var ramp = Image.Identity(@ushort: true);
        using var scaled = ramp / 257.0;
        using var rounded = scaled.Rint();
        using var table = rounded.Cast(Enums.BandFormat.Uchar);
        using var mapped = image.Maplut(table);
        return mapped.Copy(interpretation: to.ColorChannels == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
    }
}
