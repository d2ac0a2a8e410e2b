namespace SuperResFarm.Cli.Evaluating;

/// <summary>What a contender's figures come to over some images, as papers have it: the plain mean of the images' figures; seconds over all pixels.</summary>
/// <param name="Images">How many images.</param>
/// <param name="PsnrY">dB; infinite when an image is met exactly.</param>
/// <param name="SsimY">Null when an image is too small for it.</param>
/// <param name="PsnrRgb">dB; null when not measured.</param>
/// <param name="SsimRgb">Null when not measured, or as <paramref name="SsimY"/>.</param>
/// <param name="Lpips">Null when not measured, or an image is too small for it.</param>
/// <param name="SecondsPerMegapixel">Wall time of the inference for each low-resolution megapixel.</param>
/// <param name="ProcessorSecondsPerMegapixel">Processor time of it.</param>
internal sealed record Means(
    int Images, double PsnrY, double? SsimY, double? PsnrRgb, double? SsimRgb, double? Lpips, double? SecondsPerMegapixel, double? ProcessorSecondsPerMegapixel)
{
    /// <param name="scores">Of one contender, at least one.</param>
    public static Means Of(IReadOnlyList<Score> scores) => new(
        scores.Count, scores.Average(score => score.Quality.PsnrY), All(score => score.Quality.SsimY, scores),
        All(score => score.Quality.PsnrRgb, scores), All(score => score.Quality.SsimRgb, scores), All(score => score.Lpips, scores),
        PerMegapixel(score => score.Wall, scores), PerMegapixel(score => score.Processor, scores));

    // A mean over fewer images than it claims would be none.
    private static double? All(Func<Score, double?> figure, IReadOnlyList<Score> scores) =>
        scores.All(score => figure(score) is not null) ? scores.Average(figure) : null;

    private static double? PerMegapixel(Func<Score, TimeSpan?> time, IReadOnlyList<Score> scores) =>
        scores.All(score => time(score) is not null) ? scores.Sum(score => time(score)?.TotalSeconds) / scores.Sum(score => score.Megapixels) : null;
}
