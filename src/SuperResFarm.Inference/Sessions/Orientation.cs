using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Sessions;

/// <summary>One of the eight ways to lay a rectangle on the grid.</summary>
/// <param name="MirrorsX">Left and right change places.</param>
/// <param name="MirrorsY">Top and bottom change places.</param>
/// <param name="Transposes">Then rows become columns.</param>
internal readonly record struct Orientation(bool MirrorsX, bool MirrorsY, bool Transposes)
{
    public static IReadOnlyList<Orientation> All { get; } =
        [.. Enumerable.Range(0, 8).Select(bits => new Orientation((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0))];

    /// <summary>Index, in the turned rectangle, of the pixel that stands at (x, y) of an upright rectangle of this shape.</summary>
    public int Place(int x, int y, TileShape upright)
    {
        var column = MirrorsX ? upright.Width - 1 - x : x;
        var row = MirrorsY ? upright.Height - 1 - y : y;
        return Transposes ? column * upright.Height + row : row * upright.Width + column;
    }
}
