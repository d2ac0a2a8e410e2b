using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Metadata;

namespace SuperResFarm.Tests.Imaging.Codecs;

/// <summary>Feeds a picture to the encoder as the pipeline does.</summary>
internal static class PictureWriter
{
    /// <summary>Writes through the encoder, in bands of an odd height.</summary>
    public static void Write(this Picture picture, string path, EncodeSettings settings, ImageMetadata? metadata = null)
    {
        var rows = new BandChannel(picture.Size, picture.Format, capacity: 2);
        var producer = Task.Run(() => ProduceAsync(picture, rows));
        ImageEncoder.Encode(rows, metadata ?? ImageMetadata.None, settings, path, CancellationToken.None);
        Assert.True(producer.Wait(TimeSpan.FromSeconds(30)), "The producer must end with the encoder.");
    }

    /// <summary>Writes all bands and completes the channel.</summary>
    public static async Task ProduceAsync(Picture picture, BandChannel rows, int bandRows = 37)
    {
        for (var row = 0; row < picture.Size.Height; row += bandRows)
        {
            var band = Band.Allocate(picture.Format, picture.Size.Width, Math.Min(bandRows, picture.Size.Height - row));
            picture.Samples.AsSpan(row * band.RowBytes, band.Samples.Length).CopyTo(band.Samples);
            await rows.WriteAsync(band, CancellationToken.None);
        }
        rows.Complete(null);
    }
}
