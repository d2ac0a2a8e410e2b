using System.Diagnostics;

namespace SuperResFarm.Inference.Benching;

/// <summary>Cuts a running stream of tiles into stretches that are timed each for itself.</summary>
internal static class Stretches
{
    /// <summary>Most stretches; of many short rounds, each holds several.</summary>
    public const int Most = 20;

    /// <param name="started">When the stream started, in ticks of <see cref="Stopwatch"/>.</param>
    /// <param name="ends">When each tile was done, ascending.</param>
    /// <param name="round">Tiles that run at the same time; a stretch is as many, or a multiple.</param>
    /// <returns>Seconds for each tile in each stretch; tiles that fill no stretch are left out. None when not one round was done.</returns>
    public static IReadOnlyList<double> SecondsPerTile(long started, IReadOnlyList<long> ends, int round)
    {
        var rounds = ends.Count / round;
        var tiles = round * Math.Max(1, (rounds + Most - 1) / Most);
        return [.. Enumerable.Range(0, ends.Count / tiles).Select(stretch =>
        {
            var began = stretch == 0 ? started : ends[stretch * tiles - 1];
            return Stopwatch.GetElapsedTime(began, ends[(stretch + 1) * tiles - 1]).TotalSeconds / tiles;
        })];
    }
}
