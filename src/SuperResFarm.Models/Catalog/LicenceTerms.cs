namespace SuperResFarm.Models.Catalog;

/// <summary>What a model's licence allows, as far as it is known.</summary>
/// <param name="Name">SPDX name or short text.</param>
/// <param name="Terms">What the licence limits, or what is not settled about it; null when there is nothing to say.</param>
/// <param name="Url">Where to read it, or null.</param>
/// <param name="Acceptance">Whether a person must accept <paramref name="Terms"/>, which are then given, before the file is fetched: they
/// forbid commercial use.</param>
public sealed record LicenceTerms(string Name, string? Terms, Uri? Url, bool Acceptance);
