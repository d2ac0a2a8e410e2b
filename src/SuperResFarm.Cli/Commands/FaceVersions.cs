using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Cli.Commands;

/// <summary>The face models as GFPGAN's script calls them.</summary>
internal static class FaceVersions
{
    /// <summary>The one that is taken when none is named.</summary>
    public const string Usual = "1.4";

    private static readonly Dictionary<string, string> _models = new(StringComparer.OrdinalIgnoreCase)
    {
        ["1.3"] = "GFPGANv1.3",
        [Usual] = "GFPGANv1.4",
        ["RestoreFormer"] = "RestoreFormer",
    };

    /// <summary>All of them, for messages.</summary>
    public static string Words => string.Join(", ", _models.Keys);

    /// <returns>The model's name.</returns>
    /// <exception cref="FarmException">There is no such version.</exception>
    public static string ModelOf(string version) => _models.TryGetValue(version, out var model)
        ? model
        : throw FarmException.Rejected(FailureCode.SettingsInvalid, $"--version '{version}': give {Words}, or name a face model by --face-model.");

    /// <summary>People of one tool write <c>-v</c> for details, those of another <c>-v 1.4</c> for the face model: the word after it tells which is meant.</summary>
    /// <returns>The command line with the long name where a version follows.</returns>
    public static string[] Spelled(string[] arguments) => arguments.FirstOrDefault() != "upscale"
        ? arguments
        : [.. arguments.Select((argument, i) => argument == "-v" && i + 1 < arguments.Length && _models.ContainsKey(arguments[i + 1]) ? "--version" : argument)];
}
