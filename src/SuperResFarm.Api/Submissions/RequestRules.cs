using SuperResFarm.Api.Access;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Objects;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Submissions;

/// <summary>What a request must keep to, apart from its single images. Tells every mistake at once.</summary>
/// <param name="parameters">The rules of its parameters.</param>
/// <param name="limits">The rules of its limits.</param>
internal sealed class RequestRules(ParameterCheck parameters, LimitRules limits)
{
    private const int MostGlobs = 100;
    private const int LongestGlob = 1024;
    private const int MostAttempts = 100;

    /// <returns>What is to be done; without meaning where there are mistakes.</returns>
    /// <param name="request">As it came.</param>
    /// <param name="body">What the body itself lists; null: the request says which images.</param>
    /// <param name="access">Where it may read and write.</param>
    /// <param name="mistakes">Gets them.</param>
    public JobPlan Plan(JobRequest request, ManifestFormat? body, AccessRules access, MistakeList mistakes)
    {
        CheckSources(request, body is not null, mistakes);
        if (request.Attempts is < 1 or > MostAttempts)
            mistakes.Add("/attempts", $"must be 1 to {MostAttempts}");
        if (!Enum.IsDefined(request.Priority))
            mistakes.Add("/priority", "must be high, normal or bulk");
        LabelCheck.Check(request.Labels, mistakes);
        var (pinned, size) = parameters.Pin(request.Parameters, mistakes);
        var output = request.Output is { } text ? mistakes.Try("/output", () => Output(text, access)) : TenantPlaces.FolderIn(access.Results);
        var prefix = request.Prefix is { } crawl ? mistakes.Try("/prefix/uri", () => Prefix(crawl.Uri, access)) : null;
        if (prefix is not null && request.Output is null && output is null)
            mistakes.Add("/output", "is missing: images under a prefix name no targets");
        if (prefix is not null && output is not null && prefix.Covers(output))
            mistakes.Add("/output", "lies under the prefix, so the results would be found as images the next time; name a prefix elsewhere");
        return new JobPlan
        {
            Parameters = pinned,
            Overrides = new ItemOverrides(parameters, request.Parameters),
            Access = access,
            Size = size,
            Limits = limits.Of(request.Deadline, request.Budget, mistakes),
            Output = output,
            Template = request.OutputTemplate is { } template ? mistakes.Try("/outputTemplate", () => Template(template, request, size)) : null,
            Manifest = request.Manifest is { } manifest ? mistakes.Try("/manifest/uri", () => Manifest(manifest.Uri, access)) : null,
            Format = body ?? request.Manifest?.Format ?? FormatOf(request.Manifest?.Uri),
            Prefix = prefix,
            Recursive = request.Prefix?.Recursive ?? false,
            Include = Globs("/prefix/include", request.Prefix?.Include, mistakes),
            Exclude = Globs("/prefix/exclude", request.Prefix?.Exclude, mistakes),
        };
    }

    private static void CheckSources(JobRequest request, bool isBody, MistakeList mistakes)
    {
        var named = new[] { ("/items", request.Items is not null), ("/manifest", request.Manifest is not null), ("/prefix", request.Prefix is not null) }
            .Where(source => source.Item2).Select(source => source.Item1).ToList();
        if (isBody)
            foreach (var pointer in named)
                mistakes.Add(pointer, "must be left out, as the body lists the images");
        else if (named.Count == 0)
            mistakes.Add("", "exactly one of items, manifest and prefix says which images; none is there");
        else if (named.Count > 1)
            foreach (var pointer in named)
                mistakes.Add(pointer, "exactly one of items, manifest and prefix says which images; leave the others out");
        if (request.Items is { Count: 0 })
            mistakes.Add("/items", "must name at least one image");
    }

    // A prefix that results go below is a folder, whether a slash ends it or not.
    private static ObjectPrefix Output(string text, AccessRules access)
    {
        var output = ObjectPrefix.Parse(text);
        if (output.Start.Length > 0 && !output.Start.EndsWith('/'))
            output = ObjectPrefix.Of(output.Bucket, $"{output.Start}/");
        access.Write?.Demand(output);
        return output;
    }

    private static OutputTemplate Template(string text, JobRequest request, string? size)
    {
        if (request.Output is null)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, "names results below an output, and there is none; give output too");
        var template = OutputTemplate.Parse(text, request.Labels, request.Parameters.Format is not null);
        return size is not null || !template.NamesSize ? template
            : throw FarmException.Rejected(FailureCode.SettingsInvalid, "has {size}, which is not known of this model; give outScale or an exact size, or leave it out");
    }

    private static ObjectPrefix Prefix(string text, AccessRules access)
    {
        var prefix = ObjectPrefix.Parse(text);
        access.Read?.Demand(prefix);
        return prefix;
    }

    private static ObjectUri Manifest(string text, AccessRules access)
    {
        var uri = ObjectUri.Parse(text);
        access.Read?.Demand(uri);
        return uri;
    }

    private static ManifestFormat FormatOf(string? uri) =>
        uri?.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) == true ? ManifestFormat.Csv : ManifestFormat.Jsonl;

    private static IReadOnlyList<Glob> Globs(string pointer, IReadOnlyList<string>? patterns, MistakeList mistakes)
    {
        if (patterns is null)
            return [];
        if (patterns.Count is 0 or > MostGlobs)
            mistakes.Add(pointer, $"must have 1 to {MostGlobs} patterns, or be left out");
        var good = patterns.Take(MostGlobs).Select((pattern, at) => (pattern, at)).Where(one =>
        {
            // A list's elements may be null whatever its type says.
            var fits = one.pattern is { Length: >= 1 and <= LongestGlob } && !one.pattern.Any(char.IsControl);
            if (!fits)
                mistakes.Add($"{pointer}/{one.at}", $"must be a pattern of 1 to {LongestGlob} characters such as **/*.jpg");
            return fits;
        });
        return [.. good.Select(one => Glob.OfKeys(one.pattern))];
    }
}
