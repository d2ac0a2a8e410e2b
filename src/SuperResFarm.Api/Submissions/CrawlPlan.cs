using System.Text.Json;
using System.Text.Json.Serialization;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Objects;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Submissions;

/// <summary>
/// What is kept of a submission so that its prefix can be listed on when nobody remembers the request: where to look and what is meant, how images are
/// enlarged and where results go, and where the tenant might read and write then.
/// </summary>
/// <param name="Prefix">Where to look.</param>
/// <param name="Recursive">Also in folders below.</param>
/// <param name="Include">What is meant; none: everything.</param>
/// <param name="Exclude">What is not.</param>
/// <param name="Output">Where results go.</param>
/// <param name="Template">How they are named there, with the labels in it; null: as usual.</param>
/// <param name="Size">The size in their names.</param>
/// <param name="Parameters">How images are enlarged, with the model pinned.</param>
/// <param name="Read">Where images may be read, but for places of tenants; null: everywhere.</param>
/// <param name="Write">Where results may be written, likewise.</param>
internal sealed record CrawlPlan(
    string Prefix, bool Recursive, IReadOnlyList<string> Include, IReadOnlyList<string> Exclude, string? Output, string? Template, string? Size, UpscaleParameters Parameters,
    IReadOnlyList<string>? Read, IReadOnlyList<string>? Write)
{
    // A newer service may have kept more than this one knows.
    private static readonly JsonSerializerOptions _options = new(FarmJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <returns>What is kept of a plan with a prefix.</returns>
    public static string TextOf(JobPlan plan) => JsonSerializer.Serialize(new CrawlPlan(
        $"{plan.Prefix}", plan.Recursive, Texts(plan.Include), Texts(plan.Exclude), plan.Output?.ToString(), plan.Template?.Text, plan.Size, plan.Parameters,
        Texts(plan.Access.Read), Texts(plan.Access.Write)), _options);

    /// <returns>The plan again.</returns>
    /// <exception cref="JsonException">It is none.</exception>
    public static JobPlan PlanOf(string text)
    {
        var kept = JsonSerializer.Deserialize<CrawlPlan>(text, _options) ?? throw new JsonException("It is null.");
        return new JobPlan
        {
            Parameters = kept.Parameters,
            Access = new AccessRules(AccessRules.Of(kept.Read), AccessRules.Of(kept.Write)),
            Size = kept.Size,
            Output = kept.Output is null ? null : ObjectPrefix.Parse(kept.Output),
            Template = kept.Template is null ? null : OutputTemplate.Parse(kept.Template, null, kept.Parameters.Format is not null),
            Prefix = ObjectPrefix.Parse(kept.Prefix),
            Recursive = kept.Recursive,
            Include = [.. kept.Include.Select(Glob.OfKeys)],
            Exclude = [.. kept.Exclude.Select(Glob.OfKeys)],
        };
    }

    private static string[] Texts(IReadOnlyList<Glob> globs) => [.. globs.Select(glob => glob.Pattern)];

    private static string[]? Texts(AllowedPrefixes? places) => places?.Prefixes?.Select(prefix => $"{prefix}").ToArray();
}
