using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Models.Downloads;

/// <summary>A file to fetch, and how to know that it is the right one.</summary>
public sealed record DownloadRequest
{
    /// <summary>https, or http to this machine itself.</summary>
    public required Uri Url { get; init; }

    /// <summary>Name the file gets, without folder.</summary>
    public required string FileName { get; init; }

    /// <summary>Length in bytes, or null when not known.</summary>
    public long? Bytes { get; init; }

    /// <summary>SHA-256 in hexadecimal, or null when not known; then <see cref="AllowUnverified"/> must be set.</summary>
    public string? Sha256
    {
        get;
        init => field = value?.ToLowerInvariant();
    }

    /// <summary>Whether a file without a known checksum may be fetched; the result tells the checksum it turned out to have.</summary>
    public bool AllowUnverified { get; init; }

    /// <summary>Whether another file of that name may be replaced.</summary>
    public bool Replace { get; init; }

    /// <returns>The request for a model of the catalog.</returns>
    /// <param name="entry">The model; its licence is the caller's concern.</param>
    public static DownloadRequest For(CatalogEntry entry) => new()
    {
        Url = entry.File.Url,
        FileName = entry.FileName,
        Bytes = entry.File.Bytes,
        Sha256 = entry.File.Sha256,
    };

    /// <exception cref="FarmException">A value is outside its range, or nothing says how to know the file
    /// (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    internal void Check()
    {
        if (!ModelUrl.IsAllowed(Url))
            throw Wrong($"'{FileName}': its address {ModelUrl.Rule}");
        if (FileName.Length == 0 || Path.GetFileName(FileName) != FileName || FileName is "." or ".." || FileName.Any(char.IsControl))
            throw Wrong($"'{FileName}' is no name for a file");
        if (Bytes < 1)
            throw Wrong($"'{FileName}' cannot have {Bytes} bytes");
        if (Sha256 is { } sha256 && !(sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower)))
            throw Wrong($"'{sha256}' is no SHA-256: give 64 hexadecimal digits");
        if (Sha256 is null && !AllowUnverified)
            throw Wrong($"No checksum of '{FileName}' is known: give its SHA-256, or allow an unchecked download");
    }

    private static FarmException Wrong(string sentence) => FarmException.Rejected(FailureCode.SettingsInvalid, $"{sentence}.");
}
