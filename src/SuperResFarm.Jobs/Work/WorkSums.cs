namespace SuperResFarm.Jobs.Work;

/// <summary>
/// Sums over items that devices have worked on: all that a straight line through them needs. The seconds of large images differ by more than those of small ones, so each item
/// weighs <c>1 / (megapixels + <see cref="Smallest"/>)</c> where a sum is weighed. Old items may count for less than one.
/// </summary>
/// <param name="Items">How many.</param>
/// <param name="Megapixels">Sum of the megapixels of their sources.</param>
/// <param name="Weights">Sum of their weights.</param>
/// <param name="Seconds">Sum of their device seconds.</param>
/// <param name="WeighedSeconds">Sum of those by weight.</param>
/// <param name="WeighedSquares">Sum of their squares by weight.</param>
public readonly record struct WorkSums(double Items, double Megapixels, double Weights, double Seconds, double WeighedSeconds, double WeighedSquares)
{
    /// <summary>Megapixels below which size hardly matters: a small tile.</summary>
    public const double Smallest = 0.01;

    /// <returns>Those of one item.</returns>
    public static WorkSums Of(double megapixels, double seconds)
    {
        var weight = 1 / (megapixels + Smallest);
        return new(1, megapixels, weight, seconds, weight * seconds, weight * seconds * seconds);
    }

    /// <returns>Those of both.</returns>
    public static WorkSums operator +(WorkSums one, WorkSums other) => new(
        one.Items + other.Items, one.Megapixels + other.Megapixels, one.Weights + other.Weights,
        one.Seconds + other.Seconds, one.WeighedSeconds + other.WeighedSeconds, one.WeighedSquares + other.WeighedSquares);

    /// <returns>The same items, each counting as much as that.</returns>
    public static WorkSums operator *(WorkSums sums, double share) => new(
        sums.Items * share, sums.Megapixels * share, sums.Weights * share, sums.Seconds * share, sums.WeighedSeconds * share, sums.WeighedSquares * share);

    /// <returns>The same items, had each taken so many times its seconds.</returns>
    public WorkSums Slower(double factor) => this with { Seconds = Seconds * factor, WeighedSeconds = WeighedSeconds * factor, WeighedSquares = WeighedSquares * factor * factor };
}
