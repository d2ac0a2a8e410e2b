using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Requests;

/// <summary>What requests about tenants and keys must keep to.</summary>
internal static class TenantRules
{
    private const int MostItems = 1_000_000_000;
    private const int MostJobs = 1_000_000;
    private const int MostPrefixes = 100;
    private const int MostDays = 36_500;
    private const int LongestLabel = 100;

    /// <returns>The name, when it is one.</returns>
    /// <exception cref="ProblemException">It is none.</exception>
    public static string Name(string name) => TenantName.IsValid(name) ? name : throw ProblemException.Malformed("tenant-invalid", $"The name of a tenant {TenantName.Rule}.");

    /// <exception cref="ProblemException">It has mistakes, and here are all of them.</exception>
    public static void Check(TenantRequest request)
    {
        var mistakes = new MistakeList();
        if (request.Quotas.QueuedItems is < 0 or > MostItems)
            mistakes.Add("/quotas/queuedItems", $"must be 0 to {MostItems}, or be left out");
        if (request.Quotas.OpenJobs is < 0 or > MostJobs)
            mistakes.Add("/quotas/openJobs", $"must be 0 to {MostJobs}, or be left out");
        if (request.Quotas.MegapixelsPerDay is { } most && !(most > 0 && double.IsFinite(most)))
            mistakes.Add("/quotas/megapixelsPerDay", "must be above 0, or be left out");
        if (request.Quotas.BytesPerDay < 1)
            mistakes.Add("/quotas/bytesPerDay", "must be above 0, or be left out");
        if (request.RetentionDays is < 1 or > MostDays)
            mistakes.Add("/retentionDays", $"must be 1 to {MostDays}, or be left out");
        Check("/readPrefixes", request.ReadPrefixes, mistakes);
        Check("/writePrefixes", request.WritePrefixes, mistakes);
        mistakes.ThrowIfAny();
    }

    /// <exception cref="ProblemException">It has mistakes, and here are all of them.</exception>
    public static void Check(KeyRequest request, DateTimeOffset now)
    {
        var mistakes = new MistakeList();
        if (request.Scopes.Count == 0)
            mistakes.Add("/scopes", "must name at least one of read, submit and admin");
        if (request.Label is not { Length: >= 1 and <= LongestLabel } || !request.Label.All(c => c is >= ' ' and <= '~'))
            mistakes.Add("/label", $"must be 1 to {LongestLabel} printable ASCII characters");
        if (request.ExpiresAt <= now)
            mistakes.Add("/expiresAt", "must lie in the future, or be left out");
        mistakes.ThrowIfAny();
    }

    private static void Check(string pointer, IReadOnlyList<string>? prefixes, MistakeList mistakes)
    {
        if (prefixes?.Count > MostPrefixes)
            mistakes.Add(pointer, $"must have {MostPrefixes} entries at most");
        foreach (var (at, prefix) in (prefixes ?? []).Take(MostPrefixes).Index())
        {
            // A list's elements may be null whatever its type says.
            if (prefix is null)
                mistakes.Add($"{pointer}/{at}", "must be text, not null");
            else
                mistakes.Try($"{pointer}/{at}", () => new AllowedPrefixes([ObjectPrefix.Parse(prefix)]));
        }
    }
}
