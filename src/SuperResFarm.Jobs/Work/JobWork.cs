namespace SuperResFarm.Jobs.Work;

/// <summary>What is known of the sizes of a job's items, and of the device seconds that they take.</summary>
/// <param name="Survey">What a sample of its images says; <see cref="SizeSurvey.None"/>: none was taken yet.</param>
/// <param name="Measured">Its items that a device has worked on.</param>
/// <param name="Sized">Its items that have succeeded, those whose result was there before included.</param>
/// <param name="SizedMegapixels">Megapixels of their sources.</param>
/// <param name="RecentSeconds">Device seconds until <paramref name="RecentAt"/>, older ones counting for less: half after <see cref="RecentHalfLife"/>.</param>
/// <param name="RecentAt">When the last of them were reported, Unix milliseconds of the database's clock; null: none was.</param>
public sealed record JobWork(SizeSurvey Survey, WorkSums Measured, int Sized, double SizedMegapixels, double RecentSeconds, long? RecentAt)
{
    /// <summary>Of a job that nothing is known of.</summary>
    public static JobWork None { get; } = new(SizeSurvey.None, default, 0, 0, 0, null);

    /// <summary>How soon the pace of long ago stops to matter.</summary>
    public static TimeSpan RecentHalfLife { get; } = TimeSpan.FromMinutes(4);

    /// <returns>How much device seconds still count after a time.</returns>
    public static double Remembered(TimeSpan age) => Math.Pow(0.5, Math.Max(0, age / RecentHalfLife));
}
