using NetVips;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Metadata;

namespace SuperResFarm.Imaging.Encode;

/// <summary>Puts metadata onto the image that a saver writes.</summary>
internal static class OutputMetadata
{
    /// <param name="image">The image as it will be saved.</param>
    /// <param name="metadata">From the source.</param>
    /// <param name="settings">What to leave out and what to add.</param>
    /// <param name="written">Layout of the file's samples: a profile for other channels is left out.</param>
    /// <returns>A new image that carries them.</returns>
    public static Image Attach(Image image, ImageMetadata metadata, EncodeSettings settings, PixelFormat written)
    {
        using var scaled = settings.Strip ? image.Copy() : WithResolution(image, metadata);
        return scaled.Mutate(target =>
        {
            // Facts about the virtual TIFF the rows came through, not about the picture.
            foreach (var field in target.GetFields())
                if (field is "orientation" or "n-pages" or "bits-per-sample" or "resolution-unit" && target.Contains(field))
                    target.Remove(field);
            if (metadata.Icc is { } icc && IccProfile.Describes(icc, written))
                target.Set(GValue.BlobType, "icc-profile-data", icc);
            SetBlob(target, "xmp-data", settings.Xmp ?? (settings.Strip ? null : metadata.Xmp));
            if (settings.Strip)
                return;
            SetBlob(target, "exif-data", metadata.Exif);
            // TIFF has a tag for it, but of another layout, and libvips cuts it short; the other formats have no place.
            if (settings.Format == ImageFormat.Jpeg)
                SetBlob(target, "iptc-data", metadata.Iptc);
            foreach (var (name, value) in metadata.ExifFields)
                target.Set(GValue.GStrType, name, value);
            if (settings.Software is { } software && !metadata.ExifFields.ContainsKey(ExifTags.Software))
                target.Set(GValue.GStrType, ExifTags.Software, software);
        });
    }

    private static Image WithResolution(Image image, ImageMetadata metadata) =>
        metadata is { DpiX: { } x, DpiY: { } y } ? image.Copy(xres: x / 25.4, yres: y / 25.4) : image.Copy();

    private static void SetBlob(MutableImage target, string name, byte[]? bytes)
    {
        if (bytes is not null)
            target.Set(GValue.BlobType, name, bytes);
    }
}
