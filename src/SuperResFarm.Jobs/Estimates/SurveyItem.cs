namespace SuperResFarm.Jobs.Estimates;

/// <summary>An item whose size is wanted.</summary>
/// <param name="Source">Where the image is.</param>
/// <param name="Version">ETag it must have; null: any.</param>
/// <param name="Megapixels">Its size, where the item has succeeded; null: not known yet.</param>
public sealed record SurveyItem(string Source, string? Version, double? Megapixels);
