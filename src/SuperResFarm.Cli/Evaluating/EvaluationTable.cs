using System.Globalization;
using SuperResFarm.Cli.Pairing;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Cli.Evaluating;

/// <summary>The figures for people.</summary>
internal static class EvaluationTable
{
    /// <summary>Columns on the left that hold words.</summary>
    public const int TextColumns = 3;

    /// <param name="evaluation">What was measured.</param>
    /// <param name="device">What ran the models.</param>
    /// <param name="lpips">Network of LPIPS; null when it is not measured.</param>
    public static void Write(Evaluation evaluation, string device, string? lpips)
    {
        FactTable.Write([.. NotesOf(evaluation, lpips).Select(note => (note.Name, note.Text)), ("device", $"{device}, {OnnxEnvironment.Version}")], "evaluate");
        if (evaluation.Scores.Count > 0)
            Columns.Write(Rows(evaluation, lpips, evaluation.Order.Verbose));
        foreach (var failure in evaluation.Failures)
            Console.Error.WriteLine($"FAILED {failure.Code}: {failure.Message}");
    }

    /// <returns>How the figures were got, by what they are called.</returns>
    public static IEnumerable<(string Name, string Text)> NotesOf(Evaluation evaluation, string? lpips)
    {
        var order = evaluation.Order;
        yield return ("PSNR, SSIM", $"on luma (BT.601){(order.Colors ? " and on RGB" : "")} of 8 bits, without {order.Scale} pixels on every side");
        if (lpips is not null)
            yield return ("LPIPS", $"version 0.1, {lpips}, on the whole image");
        foreach (var set in evaluation.Sets)
            yield return (set, LowOf([.. evaluation.Pairs.Where(pair => pair.Set == set && pair.Fault is null)]));
        yield return (Contender.BaselineName, "MATLAB's imresize, a = -0.5, which published tables begin with; no model");
        yield return ("s per MP", "seconds for each low-resolution megapixel, from the first tile cut to the last one placed: wall, and processor time over all cores; no files, no loading");
    }

    /// <returns>A line for each contender on each set, and for each image where all are wanted; the head first.</returns>
    public static IReadOnlyList<string[]> Rows(Evaluation evaluation, string? lpips, bool everyImage)
    {
        var rows = new List<string[]> { Head(evaluation.Order.Colors, lpips) };
        foreach (var set in evaluation.Sets)
            foreach (var contender in evaluation.Contenders)
            {
                if (everyImage)
                    rows.AddRange(evaluation.Scores.Where(score => score.Pair.Set == set && score.Contender == contender.Name)
                        .Select(score => Row(set, score.Pair.Name, contender.Name, Means.Of([score]), evaluation.Order.Colors, lpips)));
                if (evaluation.MeansOf(set, contender) is { } means)
                    rows.Add(Row(set, string.Create(CultureInfo.InvariantCulture, $"MEAN of {means.Images}"), contender.Name, means, evaluation.Order.Colors, lpips));
            }
        return rows;
    }

    private static string LowOf(IReadOnlyList<ImagePair> pairs)
    {
        var given = pairs.Count(pair => pair.Low is not null);
        return string.Create(CultureInfo.InvariantCulture, $"{pairs.Count} {(pairs.Count == 1 ? "image" : "images")}, low resolution ")
            + (given == pairs.Count ? "given" : "made by MATLAB's antialiased bicubic");
    }

    private static string[] Head(bool colors, string? lpips) =>
    [
        "set", "image", "model", "PSNR-Y dB", "SSIM-Y", .. colors ? new[] { "PSNR-RGB dB", "SSIM-RGB" } : [], .. lpips is null ? Array.Empty<string>() : [$"LPIPS {lpips}"],
        "s per MP", "CPU s per MP",
    ];

    private static string[] Row(string set, string image, string contender, Means means, bool colors, string? lpips) =>
    [
        set, image, contender, Figures.Decibels(means.PsnrY), Figures.Share(means.SsimY),
        .. colors ? new[] { Figures.Decibels(means.PsnrRgb), Figures.Share(means.SsimRgb) } : [], .. lpips is null ? Array.Empty<string>() : [Figures.Share(means.Lpips)],
        Figures.Seconds(means.SecondsPerMegapixel), Figures.Seconds(means.ProcessorSecondsPerMegapixel),
    ];
}
