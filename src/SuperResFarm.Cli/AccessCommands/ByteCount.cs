using System.Globalization;

namespace SuperResFarm.Cli.AccessCommands;

/// <summary>Numbers of bytes as people write them: <c>500GB</c>, <c>2.5 TB</c>, <c>1000000</c>. A KB is 1000 bytes.</summary>
internal static class ByteCount
{
    private static readonly string[] _units = ["", "KB", "MB", "GB", "TB"];

    /// <returns>The number, at least 1; null: the text is none.</returns>
    /// <param name="text">Of anybody.</param>
    public static long? Parse(string text)
    {
        var power = Array.FindLastIndex(_units, unit => text.EndsWith(unit, StringComparison.OrdinalIgnoreCase));
        if (!decimal.TryParse(text[..^_units[power].Length].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > long.MaxValue / Unit(power))
            return null;
        var bytes = number * Unit(power);
        return bytes >= 1 && bytes == decimal.Truncate(bytes) ? (long)bytes : null;
    }

    /// <returns>The number in the largest unit of which there is one, with a decimal.</returns>
    /// <param name="bytes">At least 0.</param>
    public static string Spelled(long bytes)
    {
        var power = _units.Length - 1;
        while (power > 0 && bytes < Unit(power))
            power--;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / Unit(power):0.#} {(power == 0 ? "B" : _units[power])}");
    }

    private static decimal Unit(int power) => power == 0 ? 1 : 1000 * Unit(power - 1);
}
