namespace SuperResFarm.Storage.Objects;

/// <summary>What a presigned address is good for.</summary>
/// <param name="Use">What its holder may do.</param>
/// <param name="ValidFor">1 second to 7 days; never longer than the credentials live that sign it.</param>
public sealed record PresignOptions(PresignedUse Use, TimeSpan ValidFor)
{
    /// <value>How many bytes are written, exactly; null, the default: as many as come. Only for <see cref="PresignedUse.Put"/>.</value>
    public long? Bytes { get; init; }

    /// <value>
    /// SHA-256 of what is written, 64 lower-case hexadecimal digits; it is noted with the object, so that every later read compares it, and stores that know checksums refuse other
    /// content at once. Null by default. Only for <see cref="PresignedUse.Put"/>.
    /// </value>
    public string? Sha256 { get; init; }

    /// <value>Name under which browsers save what they fetch; null, the default: none is proposed. Only for <see cref="PresignedUse.Get"/>.</value>
    public string? FileName { get; init; }
}

/// <summary>An address for somebody without credentials.</summary>
/// <param name="Url">A secret while it is valid.</param>
/// <param name="Headers">What the request must say, exactly so; others are refused.</param>
public sealed record PresignedAddress(Uri Url, IReadOnlyDictionary<string, string> Headers);
