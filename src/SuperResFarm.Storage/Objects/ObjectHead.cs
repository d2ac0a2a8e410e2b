namespace SuperResFarm.Storage.Objects;

/// <summary>What is known of an object without reading it.</summary>
public sealed record ObjectHead
{
    /// <summary>Its address.</summary>
    public required ObjectUri Uri { get; init; }

    /// <summary>Its state, to pin a later read to.</summary>
    public required ObjectVersion Version { get; init; }

    /// <summary>Its length.</summary>
    public required long Bytes { get; init; }

    /// <summary>When it was written, by the store's clock.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Its media type, as the writer gave it; <c>application/octet-stream</c> when nobody did.</summary>
    public required string ContentType { get; init; }

    /// <summary>What its writer noted; names in lower case. Empty for objects of other programs in a folder.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>SHA-256 of the content as its writer computed it, 64 lower-case hexadecimal digits; null when it noted none.</summary>
    public string? Sha256 { get; init; }
}
