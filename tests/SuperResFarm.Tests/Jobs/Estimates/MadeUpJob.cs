using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Tests.Jobs.Estimates;

/// <summary>A job whose sizes and device seconds are made up: log-normal sizes, seconds on a line with noise of its own.</summary>
internal sealed class MadeUpJob
{
    public const double PerItem = 0.05;
    public const double PerMegapixel = 7;

    private readonly (double Megapixels, double Seconds)[] _items;

    private MadeUpJob((double, double)[] items) => _items = items;

    public int Items => _items.Length;

    /// <summary>All its device seconds.</summary>
    public double Seconds => _items.Sum(item => item.Seconds);

    /// <param name="seed">Equal seeds make equal jobs.</param>
    /// <param name="items">How many.</param>
    /// <param name="noise">Standard deviation of an item's seconds, as a share.</param>
    /// <param name="slower">How much slower than the line.</param>
    public static MadeUpJob Mixed(int seed, int items = 1000, double noise = 0.1, double slower = 1)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, items).Select(_ =>
        {
            var megapixels = Math.Exp(-1 + Normal(random));
            return (megapixels, slower * (PerItem + PerMegapixel * megapixels) * Math.Max(0.1, 1 + noise * Normal(random)));
        })]);
    }

    public MadeUpJob SmallFirst() => new([.. _items.OrderBy(item => item.Megapixels)]);

    public MadeUpJob LargeFirst() => new([.. _items.OrderByDescending(item => item.Megapixels)]);

    /// <summary>What the farm knows of it after so many of its items.</summary>
    /// <param name="done">That many.</param>
    /// <param name="sample">How many were surveyed; 0: none.</param>
    /// <param name="seed">Draws them.</param>
    public JobWork After(int done, int sample, int seed)
    {
        var drawn = Enumerable.Range(0, Items).ToArray();
        new Random(seed).Shuffle(drawn);
        var survey = drawn.Take(sample).Aggregate(SizeSurvey.None with { Population = Items }, (sum, at) => sum.With(_items[at].Megapixels));
        var ended = _items.Take(done).ToList();
        return new(survey, Sums(done), done, ended.Sum(item => item.Megapixels), 0, null);
    }

    /// <summary>Sums over its first items.</summary>
    public WorkSums Sums(int items) => _items.Take(items).Aggregate(default(WorkSums), (sums, item) => sums + WorkSums.Of(item.Megapixels, item.Seconds));

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
