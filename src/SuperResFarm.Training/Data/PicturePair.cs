using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Quality;

namespace SuperResFarm.Training.Data;

/// <summary>A picture and what a network shall make it from.</summary>
/// <param name="High">The picture; its sides are multiples of the scale.</param>
/// <param name="Low">The same, smaller by the scale.</param>
internal sealed record PicturePair(Raster High, Raster Low)
{
    /// <summary>Cuts the sides down to multiples of the scale and shrinks by the classical bicubic rule.</summary>
    public static PicturePair Bicubic(Raster image, int scale)
    {
        var high = image.Crop(0, 0, new(image.Size.Width / scale * scale, image.Size.Height / scale * scale));
        return new(high, Imresize.Shrink(high, scale));
    }
}
