using System.Globalization;

namespace SuperResFarm.Training.Running;

/// <summary>One line of a run's log.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Seconds">That this process has trained for.</param>
/// <param name="Loss">Mean since the line before.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="Psnr">On the luma of the validation pictures, in dB; null where nothing was measured.</param>
internal sealed record LogRow(int Step, double Seconds, double Loss, double Rate, double? Psnr)
{
    public const string Header = "step,seconds,loss,rate,psnr_y";

    /// <returns>Fields in the order of <see cref="Header"/>.</returns>
    public string ToCsv() => FormattableString.Invariant($"{Step},{Seconds:0.0},{Loss:G6},{Rate:G4},{Psnr:0.000}");

    /// <returns>Null when the line is none of <see cref="ToCsv"/>: the last one of a run that was killed.</returns>
    public static LogRow? Parse(string line) =>
        line.Split(',') is [var step, var seconds, var loss, var rate, var psnr]
        && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && Real(seconds) is { } s && Real(loss) is { } l && Real(rate) is { } r
            ? new(n, s, l, r, Real(psnr))
            : null;

    private static double? Real(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
