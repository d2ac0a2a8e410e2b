using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Faces;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Inference.Faces;

/// <summary>
/// Finds the faces of an image while its rows go by once. An image of up to four megapixels is looked at as it is. In larger ones large faces are looked for in a
/// copy of that many pixels, and small ones in overlapping tiles of the source, so memory grows with the width of an image only.
/// </summary>
/// <param name="engine">The detector.</param>
/// <param name="watch">Is told how long it runs.</param>
/// <param name="mostPixels">Pixels that it looks at as they are.</param>
/// <param name="tileEdge">Edge of a tile.</param>
internal sealed class FaceFinder(TableEngine engine, FaceWatch watch, long mostPixels = FaceFinder.UsualPixels, int tileEdge = 1280)
{
    /// <summary>Pixels that are looked at at once, unless a test says otherwise.</summary>
    public const long UsualPixels = 4_000_000;

    // Context on each side of a tile's core is that part of its edge. A face of twice as much lies whole in the tile that its middle is in; larger ones the copy has.
    private const int OverlapShare = 6;

    private static readonly PixelFormat _rgb = new(3, SampleDepth.Eight);

    /// <returns>The faces that may be restored, the surest first, in pixels of the source; and the copy that large ones were looked for in.</returns>
    /// <param name="size">Of the image.</param>
    /// <param name="format">Layout of its rows.</param>
    /// <param name="read">Gives its rows from the first on.</param>
    /// <param name="ct">Stops within a tile.</param>
    public async Task<(IReadOnlyList<DetectedFace> Faces, SmallCopy Copy)> FindAsync(PixelSize size, PixelFormat format, RowReader read, CancellationToken ct)
    {
        var copy = new SmallCopy(size, SmallCopy.FactorFor(size, mostPixels));
        var small = copy.Factor == 1 ? [] : await InTilesAsync(size, (first, count, rows) => ReadRgb(size, format, read, copy, first, count, rows), ct);
        if (copy.Factor == 1)
            ReadRgb(size, format, read, copy, 0, size.Height, new byte[_rgb.RowBytes(size.Width) * size.Height]);
        var large = (await LookAsync(copy.Image, ct)).Select(face => face.Moved(copy.Factor, 0, 0));
        return (FaceSelection.Restorable(FaceSelection.Distinct([.. large, .. small])), copy);
    }

    private async Task<IReadOnlyList<DetectedFace>> InTilesAsync(PixelSize size, RowReader rgb, CancellationToken ct)
    {
        var halo = tileEdge / OverlapShare;
        var grid = new TileGrid(TileAxis.Cut(size.Width, tileEdge, halo), TileAxis.Cut(size.Height, tileEdge, halo));
        var tile = Raster.Black(new(grid.Shape.Width, grid.Shape.Height), _rgb);
        var found = new List<DetectedFace>();
        using var window = new TileWindow(grid, _rgb, rgb);
        for (var band = 0; band < grid.Bands; band++)
        {
            window.MoveTo(band);
            for (var column = 0; column < grid.X.Count; column++)
            {
                var place = grid[column, band];
                window.Cut(place.Left, new ChannelPass(PassKind.Color, 0, 3), tile.Samples);
                found.AddRange((await LookAsync(tile, ct)).Select(face => face.Moved(1, place.Left, place.Top)).Where(face => BelongsTo(face, place, halo)));
            }
        }
        return found;
    }

    // What lies on a seam is seen whole by the tile that its middle is in, unless it is so large that the copy has it.
    private static bool BelongsTo(DetectedFace face, Tile tile, int halo)
    {
        var (x, y) = ((int)Math.Floor(face.Box.Centre.X + 0.5), (int)Math.Floor(face.Box.Centre.Y + 0.5));
        return x >= tile.CoreLeft && x < tile.CoreLeft + tile.CoreWidth && y >= tile.CoreTop && y < tile.CoreTop + tile.CoreHeight
            && face.Box.Right - face.Box.Left <= 2 * halo && face.Box.Bottom - face.Box.Top <= 2 * halo;
    }

    private static void ReadRgb(PixelSize size, PixelFormat format, RowReader read, SmallCopy copy, int first, int count, Span<byte> rgb)
    {
        var row = new byte[format.RowBytes(size.Width)];
        for (var y = 0; y < count; y++)
        {
            read(first + y, 1, row);
            var target = rgb.Slice(y * _rgb.RowBytes(size.Width), _rgb.RowBytes(size.Width));
            RgbRows.ToBytes(row, format, target);
            copy.Add(target);
        }
    }

    private Task<IReadOnlyList<DetectedFace>> LookAsync(Raster image, CancellationToken ct) => engine.RunAsync(image, answers => new AnchorTables(
        image.Size,
        answers["bbox"].GetTensorDataAsSpan<float>(),
        answers["conf"].GetTensorDataAsSpan<float>(),
        answers["landmarks"].GetTensorDataAsSpan<float>()).Above(FaceSelection.LeastScore), watch.Busy, ct);
}
