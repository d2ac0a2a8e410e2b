using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Worker.Engines;

/// <summary>Finds all mistakes in where models are looked for; each names its key.</summary>
internal sealed class ModelsOptionsValidator : IValidateOptions<ModelsOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelsOptions options)
    {
        string[] mistakes = [.. MistakesIn(options)];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> MistakesIn(ModelsOptions options)
    {
        if (options.Folders.Any(string.IsNullOrWhiteSpace))
            yield return "Models:Folders has an empty entry.";
        if (options.Prefix is { } prefix)
        {
            if (MistakeOf(prefix) is { } mistake)
                yield return $"Models:Prefix: {mistake}";
            if (options.Cache is null)
                yield return "Models:Cache is missing: name the folder for what is fetched from Models:Prefix.";
        }
        if (options.Cache is not { } cache)
            yield break;
        if (!Path.IsPathFullyQualified(cache))
            yield return "Models:Cache must be an absolute path.";
        else if (File.Exists(cache))
            yield return "Models:Cache names a file, not a folder.";
        // It becomes a copy: what the prefix does not have is removed there.
        else if ((options with { Cache = null }).Searched().Any(folder => SamePlace(folder, cache)))
            yield return "Models:Cache must be a folder of its own, none of Models:Folders or SUPERRES_MODELS.";
    }

    private static bool SamePlace(string folder, string cache) =>
        !string.IsNullOrWhiteSpace(folder) && Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(cache));

    private static string? MistakeOf(string prefix)
    {
        try
        {
            var parsed = ObjectPrefix.Parse(prefix);
            return parsed.Start.Length == 0 || parsed.Start.EndsWith('/') ? null : $"'{prefix}' must end in '/'.";
        }
        catch (FarmException fault)
        {
            return fault.Message;
        }
    }
}
