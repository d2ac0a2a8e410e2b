using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Access;

/// <summary>Where a key stands in a request.</summary>
internal static class KeyHeaders
{
    /// <summary>The header for callers that have another use for <c>Authorization</c>.</summary>
    public const string Own = "X-Api-Key";

    private const string Scheme = "Bearer ";

    /// <returns>What should be a key; null: there is none.</returns>
    public static string? TextOf(HttpRequest request) => request.Headers.Authorization switch
    {
        [{ } given] when given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && IsOurs(given[Scheme.Length..].Trim(), request) => given[Scheme.Length..].Trim(),
        _ => request.Headers[Own] is [{ Length: > 0 } own] ? own.Trim() : null,
    };

    // A gateway may have a token of its own there; then the other header says who it is.
    private static bool IsOurs(string token, HttpRequest request) => token.StartsWith(KeyText.Mark, StringComparison.Ordinal) || request.Headers[Own].Count == 0;
}
