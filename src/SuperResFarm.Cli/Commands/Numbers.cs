using System.CommandLine.Parsing;
using System.Globalization;

namespace SuperResFarm.Cli.Commands;

/// <summary>Reads decimal numbers of the command line.</summary>
internal static class Numbers
{
    /// <summary>Takes a point for decimals and nothing else: a comma would otherwise separate thousands, and 2,5 be 25.</summary>
    public static double Read(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            result.AddError($"{(result.Parent as OptionResult)?.IdentifierToken?.Value} '{text}': give a number, as in 2.5.");
        return number;
    }
}
