using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Settings;

/// <summary>What the settings of uploads and of links to results must keep to.</summary>
internal static class UploadRules
{
    private const long LargestFile = 1L << 40;
    private const int LongestPrefix = 256;

    /// <returns>Every mistake.</returns>
    public static IEnumerable<string> MistakesIn(ApiOptions options)
    {
        var places = new[] { ("Api:UploadPrefix", options.UploadPrefix), ("Api:ResultPrefix", options.ResultPrefix) };
        var wrong = places.Where(place => place.Item2 is not null).Select(place => MistakeOf(place.Item1, place.Item2!)).OfType<string>().ToList();
        foreach (var mistake in wrong)
            yield return mistake;
        if (wrong.Count == 0 && options is { UploadPrefix: { } uploads, ResultPrefix: { } results } && (Covers(uploads, results) || Covers(results, uploads)))
            yield return "Api:UploadPrefix and Api:ResultPrefix lie in each other: uploads are removed after a while, and results must not be; name two places beside each other.";
        if (options.LinkLife < TimeSpan.FromMinutes(1) || options.LinkLife > TimeSpan.FromDays(7))
            yield return "Api:LinkLife must lie between 00:01:00 and 7.00:00:00.";
        if (options.MaxUploadBytes is < 1 or > LargestFile)
            yield return $"Api:MaxUploadBytes must lie between 1 and {LargestFile}.";
        if (options.UploadLife < TimeSpan.FromHours(1) || options.UploadLife > TimeSpan.FromDays(3650))
            yield return "Api:UploadLife must lie between 01:00:00 and 3650.00:00:00.";
        if (options.PublicUrl is { } url && !IsPublic(url))
            yield return "Api:PublicUrl must be http:// or https:// with a host, and maybe a port and a path; no user, query or fragment.";
    }

    private static string? MistakeOf(string key, string prefix)
    {
        try
        {
            var place = ObjectPrefix.Parse(prefix);
            _ = new AllowedPrefixes([place]);
            return place.Start.Length > LongestPrefix ? $"{key} must be at most {LongestPrefix} characters behind its bucket." : null;
        }
        catch (FarmException wrong)
        {
            return $"{key}: {wrong.Message}";
        }
    }

    private static bool Covers(string one, string other) => ObjectPrefix.Parse(one).Covers(ObjectPrefix.Parse(other));

    private static bool IsPublic(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length + uri.Query.Length + uri.Fragment.Length == 0;
}
