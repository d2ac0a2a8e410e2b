using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Storage.Objects;

/// <summary>All objects of a bucket whose keys begin alike: <c>s3://bucket/scans/2024-</c>, or the whole bucket with an empty beginning.</summary>
public sealed record ObjectPrefix
{
    private ObjectPrefix(string bucket, string start) => (Bucket, Start) = (bucket, start);

    /// <summary>The bucket.</summary>
    public string Bucket { get; }

    /// <summary>What the keys begin with; may be empty, may end in a slash.</summary>
    public string Start { get; }

    /// <summary>Reads a prefix.</summary>
    /// <exception cref="FarmException">It is malformed or could lead elsewhere; the message says what is wrong.</exception>
    public static ObjectPrefix Parse(string text)
    {
        var (bucket, start) = ObjectUri.Split(text);
        return FaultOf(bucket, start) is { } fault ? throw KeyRules.Refusal(text, fault) : new(bucket, start);
    }

    /// <summary>A prefix from its two halves, under the same rules as <see cref="Parse"/>.</summary>
    /// <exception cref="FarmException">One of them is malformed.</exception>
    public static ObjectPrefix Of(string bucket, string start) =>
        FaultOf(bucket, start) is { } fault ? throw KeyRules.Refusal($"s3://{bucket}/{start}", fault) : new(bucket, start);

    /// <returns>Whether the object lies under this prefix.</returns>
    public bool Covers(ObjectUri uri) => uri.Bucket == Bucket && uri.Key.StartsWith(Start, StringComparison.Ordinal);

    /// <returns>Whether everything under another prefix lies under this one.</returns>
    public bool Covers(ObjectPrefix other) => other.Bucket == Bucket && other.Start.StartsWith(Start, StringComparison.Ordinal);

    /// <returns><c>s3://bucket/start</c>.</returns>
    public override string ToString() => $"s3://{Bucket}/{Start}";

    private static string? FaultOf(string bucket, string start) => KeyRules.FaultOfBucket(bucket) ?? KeyRules.FaultOfPrefix(start);
}
