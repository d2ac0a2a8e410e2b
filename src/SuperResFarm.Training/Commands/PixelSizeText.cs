using System.CommandLine.Parsing;
using System.Globalization;

namespace SuperResFarm.Training.Commands;

/// <summary>Reads a size such as <c>480x320</c>.</summary>
internal static class PixelSizeText
{
    private const int Smallest = 64, Largest = 4096;

    /// <summary>For options: a mistake becomes the option's error.</summary>
    public static (int Width, int Height) Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Split('x') is [var width, var height] && Read(width) is { } w && Read(height) is { } h)
            return (w, h);
        result.AddError($"'{text}' is no size; give it as WIDTHxHEIGHT, each {Smallest} to {Largest} pixels, such as 480x480.");
        return default;
    }

    private static int? Read(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= Smallest and <= Largest ? number : null;
}
