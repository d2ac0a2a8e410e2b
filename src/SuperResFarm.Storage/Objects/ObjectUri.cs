using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Storage.Objects;

/// <summary>
/// The address of one object. Both <c>s3://bucket/key</c> and <c>folder://bucket/key</c> are read, and mean the same object of the one
/// store that is configured; it is written as <c>s3://bucket/key</c>. The key is taken literally, never percent-decoded.
/// </summary>
public sealed record ObjectUri
{
    private static readonly string[] _schemes = ["s3://", "folder://"];

    private ObjectUri(string bucket, string key) => (Bucket, Key) = (bucket, key);

    /// <summary>The bucket: 3 to 63 of <c>a-z 0-9 - .</c>; in a folder store the first folder below the root.</summary>
    public string Bucket { get; }

    /// <summary>The key: 1 to 1024 bytes of UTF-8, parts separated by single slashes, none of them <c>.</c> or <c>..</c>.</summary>
    public string Key { get; }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FarmException">It is malformed or could lead elsewhere; the message says what is wrong.</exception>
    public static ObjectUri Parse(string text)
    {
        var (bucket, key) = Split(text);
        return FaultOf(bucket, key) is { } fault ? throw KeyRules.Refusal(text, fault) : new(bucket, key);
    }

    /// <summary>An address from its two halves, under the same rules as <see cref="Parse"/>.</summary>
    /// <exception cref="FarmException">One of them is malformed.</exception>
    public static ObjectUri Of(string bucket, string key) =>
        FaultOf(bucket, key) is { } fault ? throw KeyRules.Refusal($"s3://{bucket}/{key}", fault) : new(bucket, key);

    /// <returns>Whether the two halves make an address.</returns>
    public static bool IsValid(string bucket, string key) => FaultOf(bucket, key) is null;

    /// <returns><c>s3://bucket/key</c>.</returns>
    public override string ToString() => $"s3://{Bucket}/{Key}";

    /// <summary>Cuts a text behind its scheme and at the first slash.</summary>
    /// <returns>Bucket and key, neither of them checked yet.</returns>
    internal static (string Bucket, string Key) Split(string text)
    {
        var scheme = _schemes.FirstOrDefault(known => text.StartsWith(known, StringComparison.Ordinal))
            ?? throw KeyRules.Refusal(text, "it does not begin with s3://");
        var rest = text[scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
    }

    private static string? FaultOf(string bucket, string key) => KeyRules.FaultOfBucket(bucket) ?? KeyRules.FaultOfKey(key);
}
