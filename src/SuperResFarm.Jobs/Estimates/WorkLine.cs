using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Jobs.Estimates;

/// <summary>
/// Device seconds of an item by its size: a part for each item (small images are padded to a tile), and a part for each megapixel. It is the line of weighed least squares;
/// where one of its parts would be negative, or all sizes are alike, the other part carries everything. Together the items it was made of take what they took.
/// </summary>
public sealed class WorkLine
{
    // Sizes that differ by less than a tenth around their mean tell nothing of what depends on size.
    private const double LeastSpread = 0.01;
    private const int LeastItems = 3;

    private readonly WorkSums _sums;
    private readonly bool _isSloped;

    private WorkLine(WorkSums sums)
    {
        (_sums, (PerItem, PerMegapixel, _isSloped)) = (sums, Parts(sums));
        // Few items are closer to their own line than to the true one, and one or two lie on it.
        var variance = SquaresAround(sums, PerItem, PerMegapixel) / Math.Max(1, sums.Items - 2) * (1 + 2 / sums.Items);
        var least = sums.Items < LeastItems ? sums.Seconds * sums.Seconds / sums.Items / SizesOf(sums) / 4 : 0;
        Variance = Math.Max(variance, least);
    }

    /// <summary>Seconds for each item, at least 0.</summary>
    public double PerItem { get; }

    /// <summary>Seconds for each megapixel, at least 0.</summary>
    public double PerMegapixel { get; }

    /// <summary>Variance of an item's seconds around the line, for each megapixel of its size.</summary>
    public double Variance { get; }

    /// <returns>The line through items; null: there are none.</returns>
    public static WorkLine? Through(WorkSums sums) => sums.Items > 0 ? new(sums) : null;

    /// <returns>Device seconds of items together, with what is unknown of their sizes, of the line, and of each item.</returns>
    /// <param name="items">How many of them take a device.</param>
    /// <param name="megapixels">How large they are together.</param>
    public Quantity SecondsOf(double items, Quantity megapixels)
    {
        var sizes = megapixels.Value + items * WorkSums.Smallest;
        var line = _isSloped ? (items * items * SizesOf(_sums) - 2 * items * sizes * _sums.Items + sizes * sizes * _sums.Weights) / SpreadOf(_sums) : sizes * sizes / SizesOf(_sums);
        return new(PerItem * items + PerMegapixel * megapixels.Value, Math.Sqrt(Variance * (sizes + Math.Max(0, line)) + Squared(PerMegapixel * megapixels.Error)));
    }

    private static (double PerItem, double PerMegapixel, bool IsSloped) Parts(WorkSums sums)
    {
        if (sums.Items > LeastItems && SpreadOf(sums) > LeastSpread * sums.Weights * SizesOf(sums))
        {
            var slope = (sums.Weights * sums.Seconds - sums.Items * sums.WeighedSeconds) / SpreadOf(sums);
            var perItem = (sums.WeighedSeconds - slope * sums.Items) / sums.Weights + slope * WorkSums.Smallest;
            if (slope < 0)
                return (sums.Seconds / sums.Items, 0, true);
            if (perItem > 0)
            {
                // Large images say little of what the smallest would take: a part that may be chance counts for that much less.
                var variance = SquaresAround(sums, perItem, slope) / (sums.Items - 2)
                    * (SizesOf(sums) - 2 * WorkSums.Smallest * sums.Items + WorkSums.Smallest * WorkSums.Smallest * sums.Weights) / SpreadOf(sums);
                perItem *= Squared(perItem) / (Squared(perItem) + 2 * variance);
                return (perItem, (sums.Seconds - perItem * sums.Items) / sums.Megapixels, true);
            }
        }
        return sums.Megapixels > 0 ? (0, sums.Seconds / sums.Megapixels, false) : (sums.Seconds / sums.Items, 0, false);
    }

    private static double SquaresAround(WorkSums sums, double perItem, double perMegapixel)
    {
        var atZero = perItem - perMegapixel * WorkSums.Smallest;
        return Math.Max(0, sums.WeighedSquares - 2 * atZero * sums.WeighedSeconds - 2 * perMegapixel * sums.Seconds
            + atZero * atZero * sums.Weights + 2 * atZero * perMegapixel * sums.Items + perMegapixel * perMegapixel * SizesOf(sums));
    }

    // Sums of what the weights are one over, and of how it differs between items.
    private static double SizesOf(WorkSums sums) => sums.Megapixels + sums.Items * WorkSums.Smallest;

    private static double SpreadOf(WorkSums sums) => sums.Weights * SizesOf(sums) - sums.Items * sums.Items;

    private static double Squared(double number) => number * number;
}
