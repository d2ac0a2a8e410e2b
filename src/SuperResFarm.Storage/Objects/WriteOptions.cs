namespace SuperResFarm.Storage.Objects;

/// <summary>When an object is written.</summary>
public enum WriteCondition
{
    /// <summary>In any case; what was there is replaced at once.</summary>
    Overwrite,

    /// <summary>Only when there is none; what is there stays, and is reported.</summary>
    OnlyIfAbsent,
}

/// <summary>How an object is written.</summary>
public sealed record WriteOptions
{
    /// <value>Media type; <c>application/octet-stream</c> by default.</value>
    public string ContentType { get; init; } = "application/octet-stream";

    /// <value>Notes kept with the object. Names of <c>a-z 0-9 -</c>, values any text without control characters; together at most
    /// 1600 bytes as they travel. The names <c>sha256</c> and <c>write-id</c> belong to the store.</value>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <value>Default <see cref="WriteCondition.Overwrite"/>.</value>
    public WriteCondition Condition { get; init; }

    /// <value>SHA-256 the content must have, when it is known before; other content is not stored. Null by default.</value>
    public string? Sha256 { get; init; }
}
