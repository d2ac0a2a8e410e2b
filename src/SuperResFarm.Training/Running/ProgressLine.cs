namespace SuperResFarm.Training.Running;

/// <summary>What a user sees of a run.</summary>
internal static class ProgressLine
{
    /// <param name="row">The last line of the log.</param>
    /// <param name="steps">Of the whole run.</param>
    /// <param name="first">Steps that were done when this process began.</param>
    public static string Of(LogRow row, int steps, int first)
    {
        var speed = (row.Step - first) / Math.Max(row.Seconds, 1e-9);
        var left = TimeSpan.FromSeconds(Math.Min((steps - row.Step) / Math.Max(speed, 1e-9), TimeSpan.FromDays(9999).TotalSeconds));
        var psnr = row.Psnr is { } measured ? FormattableString.Invariant($"  PSNR-Y {measured:0.000} dB") : "";
        return FormattableString.Invariant($"step {row.Step}/{steps}  loss {row.Loss:0.00000}  rate {row.Rate:0.0e+0}  {speed:0.00} steps/s  {Left(left)} left{psnr}");
    }

    private static string Left(TimeSpan time) => time.TotalHours >= 1
        ? FormattableString.Invariant($"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : FormattableString.Invariant($"{time.Minutes}:{time.Seconds:00}");
}
