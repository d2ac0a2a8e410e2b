using System.Globalization;
using System.Text;

namespace SuperResFarm.Cli.Evaluating;

/// <summary>The figures for spreadsheets (RFC 4180): a line for each image and contender, then their means, whose image is <c>MEAN</c>; then what failed.</summary>
internal static class EvaluationCsv
{
    private const string Head =
        "set,image,model,images,psnr_y_db,ssim_y,psnr_rgb_db,ssim_rgb,lpips_network,lpips,seconds_per_mp,cpu_seconds_per_mp,error";

    /// <param name="evaluation">What was measured.</param>
    /// <param name="lpips">Network of LPIPS; null when it is not measured.</param>
    /// <returns>The file; a figure that is not known is empty, and <c>inf</c> where nothing differs.</returns>
    public static string Write(Evaluation evaluation, string? lpips)
    {
        var file = new StringBuilder(Head).Append('\n');
        foreach (var score in evaluation.Scores)
            Add(score.Pair.Set, score.Pair.Name, score.Contender, Means.Of([score]));
        foreach (var set in evaluation.Sets)
            foreach (var contender in evaluation.Contenders)
                if (evaluation.MeansOf(set, contender) is { } means)
                    Add(set, "MEAN", contender.Name, means);
        foreach (var failure in evaluation.Failures)
            file.AppendJoin(',', [Quoted(failure.Pair.Set), Quoted(failure.Pair.Name), Quoted(failure.Contender ?? ""), "", "", "", "", "", "", "", "", "", failure.Code]).Append('\n');
        return file.ToString();

        void Add(string set, string image, string contender, Means means) => file.AppendJoin(',',
        [
            Quoted(set), Quoted(image), Quoted(contender), means.Images.ToString(CultureInfo.InvariantCulture), Number(means.PsnrY), Number(means.SsimY),
            Number(means.PsnrRgb), Number(means.SsimRgb), means.Lpips is null ? "" : lpips ?? "", Number(means.Lpips), Number(means.SecondsPerMegapixel),
            Number(means.ProcessorSecondsPerMegapixel), "",
        ]).Append('\n');
    }

    private static string Number(double? value) => value switch
    {
        null => "",
        double.PositiveInfinity => "inf",
        var number => number.Value.ToString("0.######", CultureInfo.InvariantCulture),
    };

    private static string Quoted(string text) => text.IndexOfAny([',', '"', '\n', '\r']) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
