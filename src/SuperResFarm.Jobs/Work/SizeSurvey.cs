namespace SuperResFarm.Jobs.Work;

/// <summary>What a random sample of a job's images says of their sizes.</summary>
/// <param name="Population">Items it was drawn from.</param>
/// <param name="Looked">Items of the sample whose size is known, those that cannot be read included: they take no device and count as 0.</param>
/// <param name="Readable">Those of them that can be read.</param>
/// <param name="Megapixels">Sum of their sizes.</param>
/// <param name="Squares">Sum of the squares of their sizes.</param>
public sealed record SizeSurvey(int Population, int Looked, int Readable, double Megapixels, double Squares)
{
    /// <summary>A sample of nothing.</summary>
    public static SizeSurvey None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>Whether it says anything.</summary>
    public bool HasSizes => Looked > 0;

    /// <summary>Share of the items that can be read.</summary>
    public double ReadableShare => Looked > 0 ? (double)Readable / Looked : 1;

    /// <summary>Mean size.</summary>
    public double Mean => Looked > 0 ? Megapixels / Looked : 0;

    /// <summary>Variance of sizes between items.</summary>
    public double Variance => Looked > 1 ? Math.Max(0, Squares - Megapixels * Megapixels / Looked) / (Looked - 1) : 0;

    /// <returns>The survey with one more item.</returns>
    /// <param name="megapixels">Its size; null: it cannot be read.</param>
    public SizeSurvey With(double? megapixels) => this with
    {
        Looked = Looked + 1,
        Readable = Readable + (megapixels is null ? 0 : 1),
        Megapixels = Megapixels + (megapixels ?? 0),
        Squares = Squares + (megapixels * megapixels ?? 0),
    };

    /// <returns>
    /// Megapixels of so many items: <c>items * mean</c>, with the error <c>items * sqrt(variance / looked * (1 - looked / population))</c>. What all of the items were looked at
    /// for is exact; one item of many says nothing of the others, so its error is its size.
    /// </returns>
    /// <param name="items">How many; more than the population where items were added since.</param>
    public Quantity TotalOf(int items)
    {
        if (Looked == 0 || items == 0)
            return default;
        var unseen = Math.Max(0, 1 - Looked / (double)Math.Max(items, Looked));
        var variance = Looked > 1 ? Variance / Looked : Mean * Mean;
        return new(items * Mean, items * Math.Sqrt(variance * unseen));
    }
}
