using System.CommandLine;
using System.Globalization;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Importing;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Cli.ModelCommands;

/// <summary>How weights are read: their precision, what they do not tell, and whether their terms are accepted.</summary>
internal sealed class WeightOptions
{
    private readonly Option<string> _precision = new("--precision") { Description = "fp32, or fp16 when its results agree with fp32 to 45 dB.", DefaultValueFactory = _ => "fp32" };
    private readonly Option<int?> _scale = new("--scale") { Description = "Enlargement before a network that takes enlarged images (SRCNN), 1 to 8." };
    private readonly Option<string?> _activation = new("--activation") { Description = "Activation of a Compact network without slopes: relu or leakyrelu." };
    private readonly Option<int?> _heads = new("--heads") { Description = "Attention heads of a RestoreFormer. Default: 8, as the official one has." };
    private readonly Option<bool> _accept = new("--accept-licence") { Description = "Accept the terms of a licence that limits the use; recorded on the model's card." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _precision, _scale, _activation, _heads, _accept })
            command.Add(option);
    }

    public bool Accepted(ParseResult parsed) => parsed.GetValue(_accept);

    public ImportRequest Request(ParseResult parsed, string path)
    {
        Require(parsed.GetValue(_scale) is null or (>= 1 and <= 8), $"--scale {parsed.GetValue(_scale)}: give 1 to 8.");
        Require(parsed.GetValue(_heads) is null or (>= 1 and <= 64), $"--heads {parsed.GetValue(_heads)}: give 1 to 64.");
        Require(parsed.GetValue(_activation) is null or "relu" or "leakyrelu", $"--activation '{parsed.GetValue(_activation)}': give relu or leakyrelu.");
        return new(path)
        {
            Precision = parsed.GetValue(_precision) switch
            {
                "fp32" => Precision.Single,
                "fp16" => Precision.Half,
                var other => throw Wrong($"--precision '{other}': give fp32 or fp16."),
            },
            Hints = new()
            {
                Scale = parsed.GetValue(_scale),
                Activation = parsed.GetValue(_activation),
                AttentionHeads = parsed.GetValue(_heads),
            },
            AcceptLicence = Accepted(parsed),
        };
    }

    private static void Require(bool condition, FormattableString message)
    {
        if (!condition)
            throw Wrong(message.ToString(CultureInfo.InvariantCulture));
    }

    private static FarmException Wrong(string message) => FarmException.Rejected(FailureCode.SettingsInvalid, message);
}
