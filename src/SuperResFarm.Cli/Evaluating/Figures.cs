using System.Globalization;

namespace SuperResFarm.Cli.Evaluating;

/// <summary>Figures as the field prints them.</summary>
internal static class Figures
{
    /// <summary>Stands where there is no figure.</summary>
    public const string None = "-";

    /// <returns>Two decimals, <c>inf</c> where nothing differs.</returns>
    public static string Decibels(double? value) => value is { } number
        ? double.IsPositiveInfinity(number) ? "inf" : number.ToString("0.00", CultureInfo.InvariantCulture)
        : None;

    /// <returns>Four decimals.</returns>
    public static string Share(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? None;

    /// <returns>Three figures: the rest differs from run to run.</returns>
    public static string Seconds(double? value) => value is { } number
        ? number.ToString(number >= 100 ? "0" : number >= 10 ? "0.0" : number >= 1 ? "0.00" : "0.000", CultureInfo.InvariantCulture)
        : None;
}
