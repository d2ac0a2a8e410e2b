using System.Text;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Uploading;

/// <summary>Tells one thing that is asked for from another.</summary>
internal static class Ask
{
    private const string StateVariable = "XDG_STATE_HOME";

    /// <returns>Equal for equal commands.</returns>
    /// <param name="farm">Of whom.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="list">SHA-256 of a list of images that goes with it; null: there is none.</param>
    public static string Of(Uri farm, JobRequest request, string? list) => Hash($"{farm}\n{FarmBodies.Line(request)}\n{list}");

    /// <returns>The file that remembers a command without a folder of its own for results.</returns>
    /// <param name="ask">What was asked for.</param>
    /// <param name="paths">What is uploaded.</param>
    public static string StateFileOf(string ask, IEnumerable<string> paths)
    {
        var home = Environment.GetEnvironmentVariable(StateVariable) is { Length: > 0 } set && Path.IsPathFullyQualified(set)
            ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(home, "superres", $"{Hash(string.Join('\n', paths.Select(Path.GetFullPath).Prepend(ask)))[..32]}.jsonl");
    }

    private static string Hash(string text) => FileHash.Sha256(Encoding.UTF8.GetBytes(text));
}
