using NetVips;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Encode;

/// <summary>Calls the library's saver of each format but PNG. JPEG and TIFF stream; WebP and AVIF hold the whole image in memory.</summary>
internal static class OutputSaver
{
    private const int TiffTileEdge = 256;
    private const int FullColorQuality = 90;

    // Measured on enlarged pictures: the library's default of 4 takes three (WebP) and five (AVIF) times as long for the same bytes.
    private const int WebPEffort = 2;
    private const int AvifEffort = 1;

    // A classic TIFF ends at 4 GiB; the rest is room for tables and for data that deflate cannot shrink.
    private const long ClassicTiffBytes = 3L << 30;

    public static void Save(Image image, EncodeSettings settings, string path)
    {
        switch (settings.Format)
        {
            case ImageFormat.Jpeg:
                image.Jpegsave(path, q: settings.Quality, subsampleMode: Subsampling(settings));
                break;
            case ImageFormat.WebP:
                image.Webpsave(path, q: settings.Quality, lossless: settings.Lossless, effort: WebPEffort,
                    smartSubsample: settings.Quality >= FullColorQuality);
                break;
            case ImageFormat.Tiff:
                SaveTiff(image, settings, path);
                break;
            case ImageFormat.Avif:
                image.Heifsave(path, q: settings.Quality, lossless: settings.Lossless, effort: AvifEffort, subsampleMode: Subsampling(settings),
                    bitdepth: image.Format == Enums.BandFormat.Ushort ? 12 : 8, compression: Enums.ForeignHeifCompression.Av1);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(settings), settings.Format, "No saver.");
        }
    }

    private static Enums.ForeignSubsample Subsampling(EncodeSettings settings) =>
        settings.Quality >= FullColorQuality ? Enums.ForeignSubsample.Off : Enums.ForeignSubsample.On;

    private static void SaveTiff(Image image, EncodeSettings settings, string path)
    {
        var bytes = (long)image.Width * image.Height * image.Bands * (image.Format == Enums.BandFormat.Ushort ? 2 : 1);
        var compression = settings.TiffCompression switch
        {
            TiffCompression.Deflate => Enums.ForeignTiffCompression.Deflate,
            TiffCompression.Lzw => Enums.ForeignTiffCompression.Lzw,
            _ => Enums.ForeignTiffCompression.None,
        };
        image.Tiffsave(path, compression: compression, predictor: Enums.ForeignTiffPredictor.Horizontal,
            tile: true, tileWidth: TiffTileEdge, tileHeight: TiffTileEdge, bigtiff: bytes > ClassicTiffBytes);
    }
}
