namespace SuperResFarm.Models.GraphFacts;

/// <summary>
/// How far back one value of a graph looks. The pixel at index i of the value depends on input pixels from <c>i / Scale + Low</c> to
/// <c>i / Scale + High</c>, rounded outwards at the very end: rounding at every change of resolution gives the same result.
/// </summary>
/// <param name="Scale">Pixels of the value for each input pixel along an axis; below 1 after a step down.</param>
/// <param name="Low">First offset in input pixels, usually negative.</param>
/// <param name="High">Last offset in input pixels.</param>
/// <param name="Coarsest">Most input pixels that one pixel stands for on the way here.</param>
internal readonly record struct Reach(double Scale, double Low, double High, double Coarsest)
{
    /// <summary>The input itself.</summary>
    public static Reach Input { get; } = new(1, 0, 0, 1);

    /// <summary>Radius in whole input pixels.</summary>
    // The small term keeps sums like 1/3 + 2/3 from being rounded up.
    public int Radius => (int)Math.Max(0, Math.Ceiling(Math.Max(-Low, High) - 1e-6));

    /// <summary>Looks from <paramref name="low"/> to <paramref name="high"/>, in pixels of the current resolution.</summary>
    public Reach Widen(double low, double high) => this with { Low = Low + (low / Scale), High = High + (high / Scale) };

    /// <summary>A window of <paramref name="span"/> pixels that starts <paramref name="before"/> pixels early and moves by
    /// <paramref name="stride"/>.</summary>
    // With a stride, the result pixel belongs to any of the stride pixels it replaces: the window lies further off by stride - 1.
    public Reach Window(long span, long before, long stride) =>
        Widen(-before - (stride - 1), span - 1 - before).Resize(1.0 / stride);

    /// <summary>Changes the resolution without looking further.</summary>
    public Reach Resize(double factor) =>
        this with { Scale = Scale * factor, Coarsest = Math.Max(Coarsest, Math.Round(1 / (Scale * factor))) };

    /// <summary>Both values at once; null when their resolutions differ.</summary>
    public Reach? Join(Reach other) => Math.Abs(Scale - other.Scale) > 1e-6 * Scale
        ? null
        : new(Scale, Math.Min(Low, other.Low), Math.Max(High, other.High), Math.Max(Coarsest, other.Coarsest));
}
