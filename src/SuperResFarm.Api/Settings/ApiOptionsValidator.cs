using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Settings;

/// <summary>Finds all mistakes in the settings at once; each names its key.</summary>
internal sealed class ApiOptionsValidator : IValidateOptions<ApiOptions>
{
    private const int LeastBody = 1024;
    private const long LargestBody = 1L << 30;
    private const long LargestManifest = 1L << 40;
    private const int MostItems = 100_000_000;
    private const int MostCrawled = 100_000;
    private const int MostCrawls = 64;
    private const int MostReports = 10_000;
    private const int HighestRate = 100_000;
    private const int LargestBurst = 1_000_000;

    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        string[] mistakes = [.. MistakesIn(options)];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> MistakesIn(ApiOptions options)
    {
        if (options.Url.Split(';') is var urls && !urls.All(IsUrl))
            yield return "Api:Url must be http:// or https:// with a host and a port, or several separated by semicolons.";
        if (string.IsNullOrWhiteSpace(options.Scratch) || !Path.IsPathFullyQualified(options.Scratch))
            yield return "Api:Scratch must be an absolute path.";
        else if (File.Exists(options.Scratch))
            yield return "Api:Scratch names a file, not a folder.";
        if (options.MaxBodyBytes is < LeastBody or > LargestBody)
            yield return $"Api:MaxBodyBytes must lie between {LeastBody} and {LargestBody}.";
        if (options.MaxManifestBytes is < LeastBody or > LargestManifest)
            yield return $"Api:MaxManifestBytes must lie between {LeastBody} and {LargestManifest}.";
        if (options.MaxItems is < 1 or > MostItems)
            yield return $"Api:MaxItems must lie between 1 and {MostItems}.";
        if (options.CrawlInRequest is < 0 or > MostCrawled)
            yield return $"Api:CrawlInRequest must lie between 0 and {MostCrawled}.";
        if (options.ParallelCrawls is < 1 or > MostCrawls)
            yield return $"Api:ParallelCrawls must lie between 1 and {MostCrawls}.";
        if (!TenantName.IsValid(options.Tenant))
            yield return $"Api:Tenant {TenantName.Rule}.";
        foreach (var mistake in KeyOptionsRules.MistakesIn(options.Keys, options.TrustTenantHeader))
            yield return mistake;
        if (options.Rate.PerSecond is < 0 or > HighestRate)
            yield return $"Api:Rate:PerSecond must lie between 0 and {HighestRate}.";
        if (options.Rate.Burst is < 0 or > LargestBurst)
            yield return $"Api:Rate:Burst must lie between 0 and {LargestBurst}.";
        foreach (var mistake in options.Estimates.Mistakes())
            yield return mistake;
        foreach (var mistake in MistakesOf("Api:ReadPrefixes", options.ReadPrefixes).Concat(MistakesOf("Api:WritePrefixes", options.WritePrefixes)))
            yield return mistake;
        if (options.Retention is { } kept && (kept < TimeSpan.FromHours(1) || kept > TimeSpan.FromDays(36_500)))
            yield return "Api:Retention must be 1 h (01:00:00) to 36500 days (36500.00:00:00), or be left out: then jobs are kept for ever.";
        if (options.RetentionSweep < TimeSpan.FromSeconds(1) || options.RetentionSweep > TimeSpan.FromDays(1))
            yield return "Api:RetentionSweep must be 1 s to 1 day.";
        foreach (var mistake in UploadRules.MistakesIn(options))
            yield return mistake;
        if (options.ReportBatch is < 1 or > MostReports)
            yield return $"Api:ReportBatch must lie between 1 and {MostReports}.";
        if (options.ReportPrefetch is < 1 or > MostReports)
            yield return $"Api:ReportPrefetch must lie between 1 and {MostReports}.";
    }

    // The host may be a pattern of Kestrel's, such as * or +.
    private static bool IsUrl(string url) =>
        Uri.TryCreate(url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.PathAndQuery == "/";

    private static IEnumerable<string> MistakesOf(string key, IReadOnlyList<string> prefixes)
    {
        for (var at = 0; at < prefixes.Count; at++)
            if (MistakeOf(prefixes[at]) is { } mistake)
                yield return $"{key}:{at}: {mistake}";
    }

    private static string? MistakeOf(string prefix)
    {
        try
        {
            _ = new AllowedPrefixes([ObjectPrefix.Parse(prefix)]);
            return null;
        }
        catch (FarmException wrong)
        {
            return wrong.Message;
        }
    }
}
