namespace SuperResFarm.OperationsTests.Scaling.Traces;

/// <summary>
/// How long an image takes, from what was measured: processor time for each source megapixel (docs/numbers.md and models/README.md, "What it costs"), times
/// what a whole image takes over its network alone, on the cores that one image of a worker has.
/// </summary>
internal static class ItemTimes
{
    /// <summary><c>superres-compact-x4</c>, <c>realesr-general-x4v3</c>, <c>RealESRGAN_x4plus</c>: CPU seconds for each source megapixel.</summary>
    public const double Compact = 7.1, General = 24.9, Plus = 330;

    /// <summary>Decoding, encoding and storing beside the network: 12 megapixels took 95 s on two cores, their network 154 CPU seconds.</summary>
    public const double Whole = 2 * 95 / 154.0;

    /// <summary>Eight cores for a worker, which runs two images.</summary>
    public const int Cores = 4;

    /// <summary>Megapixels of sources, and how many of a hundred: 2048x1536, 3264x2448, 4032x3024, 6000x4000, 8064x6048.</summary>
    public static readonly IReadOnlyList<(double Megapixels, int Share)> Photos = [(3.1, 15), (8.0, 20), (12.2, 45), (24.0, 18), (48.8, 2)];

    /// <returns>How long a source takes.</returns>
    public static TimeSpan Of(double megapixels, double secondsPerMegapixel) => TimeSpan.FromSeconds(megapixels * secondsPerMegapixel * Whole / Cores);

    /// <returns>The size of some photo.</returns>
    public static double AnyPhoto(Random chance)
    {
        var at = chance.Next(100);
        foreach (var (megapixels, share) in Photos)
            if ((at -= share) < 0)
                return megapixels;
        throw new InvalidOperationException("The shares are not a hundred together.");
    }
}
