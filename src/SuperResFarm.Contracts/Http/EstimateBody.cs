namespace SuperResFarm.Contracts.Http;

/// <summary>What a submission would take. Nothing was changed, and no pixel was read.</summary>
/// <param name="Items">Images that it names, those that would be refused included.</param>
/// <param name="Refused">Entries that cannot be used: they would be failed items.</param>
/// <param name="Surveyed">Images whose header was read: all, or a random sample of them.</param>
/// <param name="Basis">What <see cref="DeviceSeconds"/> rests on: <c>measured</c>, results of the same model, or <c>none</c>.</param>
/// <param name="Notes">What is missing and how to get it, in whole sentences.</param>
public sealed record EstimateBody(int Items, int Refused, int Surveyed, string Basis, IReadOnlyList<string> Notes)
{
    /// <summary>Images of the survey whose header could not be reached, so that nothing is known of them; they are taken for usual ones.</summary>
    public int Unknown { get; init; }

    /// <summary>Why images of the survey cannot be read.</summary>
    public IReadOnlyList<UnreadableBody> Unreadable { get; init; } = [];

    /// <summary>Megapixels of all sources; null: none was looked at.</summary>
    public RangeBody? MegapixelsIn { get; init; }

    /// <summary>Megapixels of all results; null: as before, or nobody knows the model's scale.</summary>
    public RangeBody? MegapixelsOut { get; init; }

    /// <summary>Device seconds; null: nothing was measured of the model.</summary>
    public RangeBody? DeviceSeconds { get; init; }

    /// <summary>Price of those, in the farm's currency; null: as before, or nobody knows a price.</summary>
    public RangeBody? Cost { get; init; }

    /// <summary>When it would be done if it were submitted now, behind what is there; null: as before, or no worker has reported for a while.</summary>
    public FinishBody? Finish { get; init; }
}

/// <summary>Images that cannot be read.</summary>
/// <param name="Code">Why, as their items would fail.</param>
/// <param name="Surveyed">How many of the survey.</param>
/// <param name="Share">Their share of it, 0 to 1.</param>
public sealed record UnreadableBody(string Code, int Surveyed, double Share);
