using SuperResFarm.Api.Problems;

namespace SuperResFarm.Api.Uploads;

/// <summary>The header <c>Repr-Digest</c> (RFC 9530), of which <c>sha-256</c> is understood; other algorithms are passed over, as the RFC wants.</summary>
internal static class ReprDigest
{
    public const string Header = "Repr-Digest";

    private const string Name = "sha-256=:";
    private const int Bytes = 32;

    /// <returns>The value for a hash of 64 lower-case hexadecimal digits.</returns>
    public static string Of(string sha256) => $"{Name}{Convert.ToBase64String(Convert.FromHexString(sha256))}:";

    /// <returns>The hash that a request announces, 64 lower-case hexadecimal digits; null: none.</returns>
    /// <exception cref="ProblemException">400: there is one that is none.</exception>
    public static string? Read(HttpRequest request)
    {
        foreach (var part in request.Headers[Header].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (!part.StartsWith(Name, StringComparison.Ordinal))
                continue;
            var hash = new byte[Bytes];
            return part.EndsWith(':') && part.Length > Name.Length && Convert.TryFromBase64String(part[Name.Length..^1], hash, out var length) && length == Bytes
                ? Convert.ToHexStringLower(hash)
                : throw ProblemException.Malformed("digest-invalid", $"The header {Header} must be sha-256=:BASE64: with the 32 bytes of the hash in base64, or be left out.");
        }
        return null;
    }
}
