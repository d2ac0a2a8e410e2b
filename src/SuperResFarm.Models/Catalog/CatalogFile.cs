namespace SuperResFarm.Models.Catalog;

/// <summary>Where a model's file is published, and how to know it.</summary>
/// <param name="Url">https, or http to this machine itself.</param>
/// <param name="Bytes">Length, at least 1; null when not known for certain.</param>
/// <param name="Sha256">SHA-256, 64 lower-case hexadecimal digits; null when not known for certain.</param>
public sealed record CatalogFile(Uri Url, long? Bytes, string? Sha256);
