using SuperResFarm.Cli.Reporting;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Cli.Evaluating;

/// <summary>The figures for programs. What is not known is left out, and so is the PSNR of images in which nothing differs: these say <c>identical</c>.</summary>
internal static class EvaluationJson
{
    /// <summary>Names this form; another number when a field changes its meaning.</summary>
    public const string Schema = "superres-evaluate/1";

    /// <param name="evaluation">What was measured.</param>
    /// <param name="device">What ran the models.</param>
    /// <param name="lpips">Network of LPIPS; null when it is not measured.</param>
    /// <param name="at">When it began.</param>
    public static string Write(Evaluation evaluation, string device, string? lpips, DateTimeOffset at) => CliJson.Document(new
    {
        Schema,
        Program = typeof(EvaluationJson).Assembly.GetName().Version?.ToString(3),
        At = at,
        evaluation.Complete,
        Device = device,
        Engine = OnnxEnvironment.Version,
        evaluation.Order.Scale,
        BorderPixels = evaluation.Order.Scale,
        LpipsNetwork = lpips,
        Models = evaluation.Contenders.Select(contender => new
        {
            contender.Name,
            contender.Card?.Sha256,
            contender.Card?.Architecture,
            Fidelity = contender.Card?.Fidelity.Spelled(),
        }),
        Means = evaluation.Sets.SelectMany(set => evaluation.Contenders, (set, contender) => (set, contender.Name, Means: evaluation.MeansOf(set, contender)))
            .Select(one => one.Means is { } means ? new { Set = one.set, Model = one.Name, means.Images, Figures = Of(means) } : null).Where(one => one is not null),
        Images = evaluation.Scores.Select(score => new
        {
            score.Pair.Set,
            Image = score.Pair.Name,
            LowResolution = score.Pair.Low is null ? "made" : "given",
            Model = score.Contender,
            LowMegapixels = score.Megapixels,
            Figures = Of(Means.Of([score])),
        }),
        Failures = evaluation.Failures.Select(failure => new { failure.Pair.Set, Image = failure.Pair.Name, Model = failure.Contender, failure.Code, failure.Message }),
    });

    private static object Of(Means means) => new
    {
        PsnrY = Finite(means.PsnrY),
        means.SsimY,
        PsnrRgb = Finite(means.PsnrRgb),
        means.SsimRgb,
        means.Lpips,
        Identical = double.IsPositiveInfinity(means.PsnrY) ? true : (bool?)null,
        means.SecondsPerMegapixel,
        CpuSecondsPerMegapixel = means.ProcessorSecondsPerMegapixel,
    };

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
