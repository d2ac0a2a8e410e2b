namespace SuperResFarm.Storage.Objects;

/// <summary>How an object is read.</summary>
public sealed record ReadOptions
{
    /// <summary>All of it, in whatever state it is.</summary>
    public static ReadOptions Whole { get; } = new();

    /// <value>First byte, 0 by default. At or behind the end of the object: the read is refused.</value>
    public long Offset { get; init; }

    /// <value>Bytes from there, at least 1; cut at the end of the object; null, the default, for all that follow.</value>
    public long? Length { get; init; }

    /// <value>The state it must be in, from an earlier head; null, the default, for any.</value>
    public ObjectVersion? Version { get; init; }

    /// <summary>Whether all bytes are asked for.</summary>
    internal bool IsWhole => Offset == 0 && Length is null;
}
