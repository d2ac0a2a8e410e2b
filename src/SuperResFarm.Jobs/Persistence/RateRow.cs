namespace SuperResFarm.Jobs.Persistence;

/// <summary>What a model takes: sums over the items of all jobs, each counting for half as much with every 500 that follow.</summary>
internal sealed class RateRow
{
    public required string Model { get; init; }
    public required string ModelSha256 { get; init; }
    public bool EightOrientations { get; init; }
    public double Items { get; set; }
    public double Megapixels { get; set; }
    public double Weights { get; set; }
    public double Seconds { get; set; }
    public double WeighedSeconds { get; set; }
    public double WeighedSquares { get; set; }

    /// <summary>Price of those whose workers know one, and their device seconds.</summary>
    public double Cost { get; set; }
    public double CostSeconds { get; set; }
    public long ChangedAt { get; set; }
}
