using SuperResFarm.Api.Access;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Objects;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Submissions;

/// <summary>Makes items of what a list names: checked addresses, and a target for each.</summary>
/// <param name="plan">The job.</param>
internal sealed class ItemRules(JobPlan plan)
{
    private const int LongestVersion = 255;

    /// <returns>The item; without meaning where there are mistakes.</returns>
    /// <param name="request">What the list names.</param>
    /// <param name="mistakes">Gets them.</param>
    /// <param name="number">Its place in the job, from 0.</param>
    public NewItem Of(ItemRequest request, List<ItemMistake> mistakes, int number = 0)
    {
        var own = plan.Overrides?.Of(request.Parameters);
        mistakes.AddRange(own?.Mistakes ?? []);
        var (parameters, size) = own is { Mistakes: [] } ? (own.Parameters, own.Size) : (plan.Parameters, plan.Size);
        var source = Try("source", () => Source(request.Source), mistakes);
        var target = request.Target is not null ? Try("target", () => Named(request.Target, parameters.Format), mistakes)
            : source is not null ? Try("target", () => Made(source, parameters, size, number), mistakes) : null;
        if (source is not null && source == target)
            mistakes.Add(new("target", "the target is the source; give the result a place of its own", FailureCode.OutputUnwritable));
        var version = Unquoted(request.Version);
        if (version is not null && (version.Length is 0 or > LongestVersion || version.Any(char.IsControl)))
            mistakes.Add(new("version", $"the version must be an ETag of 1 to {LongestVersion} characters", FailureCode.SettingsInvalid));
        return new NewItem(source?.ToString() ?? request.Source, target?.ToString() ?? request.Target ?? "") { Version = version, Parameters = own?.Parameters };
    }

    private ObjectUri Source(string address)
    {
        var uri = ObjectUri.Parse(address);
        plan.Access.Read?.Demand(uri);
        return uri;
    }

    private ObjectUri Named(string address, string? asked)
    {
        var uri = ObjectUri.Parse(address);
        plan.Access.Write?.Demand(uri);
        return InItsFormat(uri, asked);
    }

    private static ObjectUri InItsFormat(ObjectUri uri, string? asked)
    {
        if (ResultFormats.FormatOf(uri.Key) is { } named)
            return asked is not null && CodecSupport.FromExtension($".{asked}") != named
                ? throw Wrong($"the target's name and the format {asked} contradict each other; change one")
                : CodecSupport.CanWrite(named) ? uri : throw Wrong($"{Path.GetExtension(uri.Key)} cannot be written; results can be {ResultFormats.Words}");
        return asked is not null ? uri : throw Wrong($"the target's name must end in the extension of a format that can be written ({ResultFormats.Words}), or parameters.format name one");
    }

    private ObjectUri Made(ObjectUri source, UpscaleParameters parameters, string? size, int number)
    {
        if (plan.Output is not { } output)
            throw Wrong("there is no target, and the job has no output to make one below");
        var followed = plan.Prefix is { } prefix && prefix.Covers(source) ? source.Key[prefix.Start.Length..]
            : TenantPlaces.NameIn(plan.Access.Uploads, source) ?? source.Key;
        var extension = ResultFormats.ExtensionFor(source.Key, parameters.Format);
        return plan.Template is { } template
            ? InItsFormat(ObjectUri.Of(output.Bucket, output.Start + template.Of(new(followed, extension, parameters.Model, size, number))), parameters.Format)
            : ObjectUri.Of(output.Bucket, ResultKey.Of(output.Start, followed, parameters.Model, size, extension));
    }

    // As HTTP writes them: "abc". Stores are asked without the quotes.
    private static string? Unquoted(string? version) => version is ['"', .. var inner, '"'] ? inner : version;

    private static ObjectUri? Try(string part, Func<ObjectUri> work, List<ItemMistake> mistakes)
    {
        try
        {
            return work();
        }
        catch (FarmException fault)
        {
            mistakes.Add(new(part, fault.Message, fault.Code));
            return null;
        }
    }

    private static FarmException Wrong(string message) => FarmException.Rejected(FailureCode.SettingsInvalid, message);
}
