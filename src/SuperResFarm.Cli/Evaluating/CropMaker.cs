using SuperResFarm.Cli.Pairing;
using SuperResFarm.Cli.Sheets;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Quality;

namespace SuperResFarm.Cli.Evaluating;

/// <summary>Cuts the same part out of all versions of an image: the one in which they differ most, for there is most to see.</summary>
internal static class CropMaker
{
    /// <param name="pair">The image.</param>
    /// <param name="high">Its high resolution.</param>
    /// <param name="low">Its low resolution.</param>
    /// <param name="results">What was made of that, at least one.</param>
    /// <param name="order">The scale, and the length of the part.</param>
    public static SheetRow RowOf(ImagePair pair, Raster high, Raster low, IReadOnlyList<(Score Score, Raster Result)> results, EvaluateOrder order)
    {
        var (left, top) = Disagreement.MostIn([Plane.LumaOf(high), .. results.Select(result => Plane.LumaOf(result.Result))], order.CropEdge, order.Scale);
        var size = new PixelSize(Math.Min(order.CropEdge, high.Size.Width), Math.Min(order.CropEdge, high.Size.Height));
        return new($"{pair.Set}/{pair.Name}, {high.Size}, from {left},{top}",
        [
            new("original", "", high.Crop(left, top, size)),
            new("low resolution", "its pixels", Repeated(low, order.Scale, left, top, size)),
            .. results.Select(result => new SheetCell(result.Score.Contender, NoteOf(result.Score), result.Result.Crop(left, top, size))),
        ]);
    }

    private static string NoteOf(Score score) => string.Join(
        ", ", new[] { $"{Figures.Decibels(score.Quality.PsnrY)} dB", Figures.Share(score.Quality.SsimY), score.Lpips is null ? "" : $"LPIPS {Figures.Share(score.Lpips)}" }.Where(text => text.Length > 0));

    private static Raster Repeated(Raster low, int scale, int left, int top, PixelSize size)
    {
        var part = Raster.Black(size, low.Format);
        var bytes = low.Format.BytesPerPixel;
        for (var y = 0; y < size.Height; y++)
            for (var x = 0; x < size.Width; x++)
                low.Row((top + y) / scale).Slice((left + x) / scale * bytes, bytes).CopyTo(part.Row(y)[(x * bytes)..]);
        return part;
    }
}
