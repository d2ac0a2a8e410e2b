using System.CommandLine;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Cli.Commands;

/// <summary>How far the pixels of results must be trusted, on this machine and from a farm alike.</summary>
internal sealed class FidelityOption
{
    private readonly Option<string?> _level = new("--fidelity")
    {
        Description = "What may be used, and chooses where no model is named: evidence or faithful (nothing that invents), balanced (no faces), perceptual (anything). Evidence also includes provenance and the consistency check, and no deblocking unless asked for.",
    };

    private readonly Option<bool> _unmeasured = new("--no-consistency") { Description = "Do not compare results, shrunk, with their sources." };

    public FidelityOption() => _level.AcceptOnlyFromAmong([.. FidelityWords.All]);

    public void AddTo(Command command)
    {
        command.Add(_level);
        command.Add(_unmeasured);
    }

    /// <returns>The level, or null when none was asked for.</returns>
    public FidelityLevel? Level(ParseResult parsed) => parsed.GetValue(_level) is { } word ? Enum.Parse<FidelityLevel>(word, ignoreCase: true) : null;

    /// <summary>Whether results are compared with their sources.</summary>
    public bool Consistency(ParseResult parsed) => !parsed.GetValue(_unmeasured);
}
