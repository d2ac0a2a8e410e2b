using System.CommandLine;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Quality;

namespace SuperResFarm.Cli.Comparing;

/// <summary><c>superres compare</c>: tells how far two images are from each other.</summary>
internal static class CompareCommand
{
    private const int MostCrop = 1_000_000;
    private const double MostFactor = 65535;

    public static Command Create()
    {
        var one = new Argument<string>("image") { Description = "An image file." };
        var other = new Argument<string>("reference") { Description = "One of the same size, channels and bits." };
        var map = new Option<string?>("--map") { Description = "Draw the differences, amplified, into this .png file." };
        var amplify = new Option<double?>("--amplify") { Description = "Factor of that. Default: the largest whole number that keeps the largest difference below white.", CustomParser = result => Numbers.Read(result) };
        var crop = new Option<int>("--crop") { Description = "Pixels left out on every side by PSNR and SSIM; papers leave out as many as the scale.", DefaultValueFactory = _ => 0 };
        var json = new Option<bool>("--json") { Description = "Tell a machine: one JSON document on standard output instead of text." };
        var least = new Option<double?>("--at-least") { Description = "End with 1 when PSNR on luma is below this, in dB.", CustomParser = result => Numbers.Read(result) };
        var limits = new LimitOptions();
        var command = new Command("compare", "Tells how far two images are from each other: PSNR, SSIM, the largest difference and where it is.") { one, other, map, amplify, crop, json, least };
        limits.AddTo(command);
        command.SetAction(parsed =>
        {
            var (target, factor, border) = (parsed.GetValue(map), parsed.GetValue(amplify), parsed.GetValue(crop));
            RequireUsable(target, factor, border);
            using var file = target is null ? null : new ResultFile("--map", target);
            var comparison = Comparison.Of(parsed.GetValue(one)!, parsed.GetValue(other)!, border, limits.Limits(parsed));
            if (file is not null)
            {
                comparison = comparison with { MapFactor = factor ?? comparison.UsualFactor };
                file.Write(RasterPng.Write(Difference.Map(comparison.Image, comparison.Reference, comparison.MapFactor ?? 1)));
            }
            if (parsed.GetValue(json))
                Console.Write(ComparisonJson.Write(comparison));
            else
                ComparisonTable.Write(comparison, target);
            return comparison.Quality.PsnrY < parsed.GetValue(least) ? ExitCodes.SomeFailed : ExitCodes.Good;
        });
        return command;
    }

    private static void RequireUsable(string? map, double? factor, int border)
    {
        var mistakes = new List<string>();
        if (!(map?.EndsWith(".png", StringComparison.OrdinalIgnoreCase) ?? true))
            mistakes.Add($"--map '{map}': give a name that ends with .png.");
        if (factor is not (null or (>= 1 and <= MostFactor)))
            mistakes.Add(FormattableString.Invariant($"--amplify {factor}: give 1 to {MostFactor}."));
        if (factor is not null && map is null)
            mistakes.Add("--amplify belongs to --map: give both, or neither.");
        if (border is < 0 or > MostCrop)
            mistakes.Add($"--crop {border}: give 0 to {MostCrop} pixels.");
        if (mistakes.Count > 0)
            throw CommandException.WrongUse(string.Join('\n', mistakes));
    }
}
