using System.CommandLine;
using System.CommandLine.Parsing;

namespace SuperResFarm.Training.Commands;

/// <summary>Bounds of options.</summary>
internal static class Ranges
{
    public static Action<OptionResult> Whole(Option<int> option, int low, int high) => result =>
    {
        if (result.GetValue(option) is var value && (value < low || value > high))
            result.AddError($"{option.Name} is {value}; it must be {low} to {high}.");
    };
}
