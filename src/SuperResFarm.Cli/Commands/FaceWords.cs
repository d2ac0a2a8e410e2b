using System.Globalization;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Cli.Commands;

/// <summary>Short options that people of one tool write for one thing and those of another for another: the word after them tells which is meant.</summary>
internal static class FaceWords
{
    private static readonly string[] _onFarms = ["submit", "estimate"];

    /// <returns>The command line with long names where the face model (<c>-v 1.4</c>, not <c>-v</c> for details) or, for a farm, the weight of faces
    /// (<c>-w 0.5</c>, not <c>-w</c> to watch) follows.</returns>
    public static string[] Spelled(string[] arguments)
    {
        var onFarm = _onFarms.Contains(arguments.FirstOrDefault());
        return onFarm || arguments.FirstOrDefault() == "upscale" ? [.. arguments.Select((argument, i) => (argument, arguments.ElementAtOrDefault(i + 1)) switch
        {
            ("-v", { } word) when FaceVersions.ModelOf(word) is not null => FaceOptions.Version,
            ("-w", { } word) when onFarm && double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => FaceOptions.Weight,
            _ => argument,
        })] : arguments;
    }
}
