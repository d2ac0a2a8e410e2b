namespace SuperResFarm.Imaging.Tiles;

/// <summary>
/// Cuts one axis of an image into tiles of one length whose cores touch and never overlap. Pure geometry in source pixels.
/// </summary>
/// <remarks>
/// The first and the last tile end at the border of the image, so the network sees the same border as in a run of the
/// whole image; every seam between two cores has at least <see cref="Halo"/> pixels of context on both sides.
/// </remarks>
public sealed class TileAxis
{
    private readonly int _step;

    private TileAxis(int length, int padded, int edge, int halo, int count)
    {
        (Length, PaddedLength, Edge, Halo, Count) = (length, padded, edge, halo, count);
        _step = count == 1 ? 0 : edge - 2 * halo;
    }

    /// <summary>Pixels of the image along this axis.</summary>
    public int Length { get; }

    /// <summary>Pixels after padding by reflection to the network's size multiple or fixed size; at least <see cref="Length"/>.</summary>
    public int PaddedLength { get; }

    /// <summary>Length of every tile, both halos included.</summary>
    public int Edge { get; }

    /// <summary>Least context between a seam and the end of a tile.</summary>
    public int Halo { get; }

    /// <summary>Number of tiles, at least 1.</summary>
    public int Count { get; }

    /// <summary>Cuts an axis.</summary>
    /// <param name="length">Pixels of the image along this axis, at least 1.</param>
    /// <param name="maxEdge">Longest tile allowed; the tiles come out as short as the same number of tiles allows, unless <paramref name="keepEdge"/>.</param>
    /// <param name="halo">Context wanted at each seam, at least 0; rounded up to <paramref name="multiple"/>.</param>
    /// <param name="multiple">Tile starts and lengths are multiples of this, at least 1.</param>
    /// <param name="keepEdge">Whether all tiles are as long as allowed, so that images of other lengths have the same; a shorter axis is still one tile of its
    /// own length.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxEdge"/> leaves no core between two halos.</exception>
    public static TileAxis Cut(int length, int maxEdge, int halo, int multiple = 1, bool keepEdge = false)
    {
        Check(length, halo, multiple);
        var padded = RoundUp(length, multiple);
        var longest = maxEdge / multiple * multiple;
        if (padded <= longest)
            return new TileAxis(length, padded, padded, halo, 1);

        var context = RoundUp(halo, multiple);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(longest, 2 * context, nameof(maxEdge));
        var count = 1 + CeilingOf(padded - longest, longest - 2 * context);
        var even = RoundUp(CeilingOf(padded + (count - 1) * 2 * context, count), multiple);
        return new TileAxis(length, padded, keepEdge ? longest : even, context, count);
    }

    /// <summary>Cuts an axis for a network that takes exactly <paramref name="edge"/> pixels; a shorter image is padded to it.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="edge"/> leaves no core between two halos.</exception>
    public static TileAxis CutFixed(int length, int edge, int halo)
    {
        Check(length, halo, edge);
        if (length <= edge)
            return new TileAxis(length, edge, edge, halo, 1);

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(edge, 2 * halo, nameof(edge));
        return new TileAxis(length, length, edge, halo, 1 + CeilingOf(length - edge, edge - 2 * halo));
    }

    /// <summary>First pixel of tile <paramref name="index"/>; the last tile slides inwards instead of shrinking.</summary>
    public int Start(int index) => Math.Min(index * _step, PaddedLength - Edge);

    /// <summary>First pixel of the core of tile <paramref name="index"/>: half way between the ends of the two tiles that meet there.</summary>
    public int CoreStart(int index) => index == 0 ? 0 : (Start(index - 1) + Start(index) + Edge) / 2;

    /// <summary>The pixel after the core of tile <paramref name="index"/>.</summary>
    public int CoreEnd(int index) => index == Count - 1 ? Length : CoreStart(index + 1);

    /// <summary>
    /// The pixel that stands at <paramref name="position"/> when the axis is continued by reflection
    /// (<c>… 2 1 0 1 2 … n-2 n-1 n-2 …</c>; a single pixel repeats).
    /// </summary>
    public static int Reflect(int position, int length)
    {
        if (length == 1)
            return 0;
        var period = 2 * (length - 1);
        var phase = (position % period + period) % period;
        return phase < length ? phase : period - phase;
    }

    private static void Check(int length, int halo, int multiple)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(halo);
        ArgumentOutOfRangeException.ThrowIfLessThan(multiple, 1);
    }

    private static int CeilingOf(int value, int divisor) => (value + divisor - 1) / divisor;

    private static int RoundUp(int value, int multiple) => CeilingOf(value, multiple) * multiple;
}
