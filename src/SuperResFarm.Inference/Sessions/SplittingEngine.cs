using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Sessions;

/// <summary>
/// Runs a tile that does not fit into memory as smaller tiles of half its edge, and those again if need be. They overlap by the halo, so the answer is the
/// whole tile's within what the halo promises; no pixel comes from anywhere else.
/// </summary>
/// <param name="inner">The engine that runs tiles; owned by the caller.</param>
/// <param name="halo">Context at each seam in source pixels.</param>
/// <param name="multiple">Tile lengths are multiples of this.</param>
/// <param name="ceiling">Remembers what did not fit, so that the next tile is not tried whole.</param>
public sealed class SplittingEngine(ITileEngine inner, int halo, int multiple, ITileCeiling ceiling) : ITileEngine
{
    /// <inheritdoc/>
    public int Scale => inner.Scale;

    /// <inheritdoc/>
    public int Channels => inner.Channels;

    /// <inheritdoc/>
    public SampleDepth Depth => inner.Depth;

    /// <inheritdoc/>
    public int Lanes => inner.Lanes;

    /// <inheritdoc/>
    public async Task<TimeSpan> RunAsync(TileSlot slot, CancellationToken ct)
    {
        var parts = PartsOf(slot.Shape);
        if (parts is not null && !ceiling.Allows(slot.Shape))
            return await RunPartsAsync(slot, parts, ct);
        try
        {
            return await inner.RunAsync(slot, ct);
        }
        catch (FarmException fault) when (fault.Code == FailureCode.OutOfMemory && parts is not null)
        {
            ceiling.Lower(slot.Shape);
        }
        return await RunPartsAsync(slot, parts, ct);
    }

    /// <summary>Does nothing: the inner engine belongs to the caller.</summary>
    public void Dispose()
    {
    }

    private async Task<TimeSpan> RunPartsAsync(TileSlot slot, TileGrid parts, CancellationToken ct)
    {
        var busy = TimeSpan.Zero;
        using var part = new TileSlot(parts.Shape, inner, slot.Owner, slot.Batch);
        for (var row = 0; row < parts.Bands; row++)
            for (var column = 0; column < parts.X.Count; column++)
            {
                var tile = parts[column, row];
                Cut(slot, tile, part);
                busy += await RunAsync(part, ct);
                Place(part, tile, slot);
            }
        return busy;
    }

    // Null when no smaller tile would keep a core between its halos.
    private TileGrid? PartsOf(TileShape shape)
    {
        var edge = (Math.Max(shape.Width, shape.Height) / 2 + multiple - 1) / multiple * multiple;
        var context = (halo + multiple - 1) / multiple * multiple;
        var fits = edge > 2 * context && edge >= multiple && edge < Math.Max(shape.Width, shape.Height);
        return fits ? new TileGrid(TileAxis.Cut(shape.Width, edge, halo, multiple), TileAxis.Cut(shape.Height, edge, halo, multiple)) : null;
    }

    private void Cut(TileSlot from, Tile tile, TileSlot to) => Copy(
        from.Input, from.Shape.Width, (tile.Left, tile.Top), to.Input, to.Shape.Width, (0, 0), (to.Shape.Width, to.Shape.Height));

    private void Place(TileSlot from, Tile tile, TileSlot to) => Copy(
        from.Output, from.Shape.Width * Scale, ((tile.CoreLeft - tile.Left) * Scale, (tile.CoreTop - tile.Top) * Scale),
        to.Output, to.Shape.Width * Scale, (tile.CoreLeft * Scale, tile.CoreTop * Scale), (tile.CoreWidth * Scale, tile.CoreHeight * Scale));

    private void Copy(
        ReadOnlySpan<byte> from, int fromWidth, (int X, int Y) first, Span<byte> to, int toWidth, (int X, int Y) place, (int Width, int Height) size)
    {
        var pixel = Channels * (int)Depth / 8;
        for (var y = 0; y < size.Height; y++)
            from.Slice(((first.Y + y) * fromWidth + first.X) * pixel, size.Width * pixel)
                .CopyTo(to[(((place.Y + y) * toWidth + place.X) * pixel)..]);
    }
}
