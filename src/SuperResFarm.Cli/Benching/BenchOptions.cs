using System.CommandLine;
using System.Numerics;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Inference.Choosing;

namespace SuperResFarm.Cli.Benching;

/// <summary>What is measured, how long, and where it is written.</summary>
internal sealed class BenchOptions
{
    private const int LeastEdge = 8, MostEdge = 8192, MostBatch = 64, MostLanes = 64;
    private const double LeastSeconds = 0.05, MostSeconds = 3600;
    private const string Automatic = "auto";

    private readonly Option<string> _edges = new("--edges")
    {
        Description = "Lengths of square tiles in source pixels, halos included, 8 to 8192, as in 128,256. A model's size multiple rounds them up.",
        DefaultValueFactory = _ => "128,256,512",
    };

    private readonly Option<string> _batches = new("--batches")
    {
        Description = "Tiles that a lane runs at once: powers of two from 1 to 64, as in 1,4.",
        DefaultValueFactory = _ => "1",
    };

    private readonly Option<string> _lanes = new("--lanes")
    {
        Description = "Lanes of each device, 1 to 64, as in 1,2. auto: as many as upscale uses, one for each core of a processor and 2 of a GPU.",
        DefaultValueFactory = _ => Automatic,
    };

    private readonly Option<string> _precisions = new("--precisions")
    {
        Description = "Arithmetic: single, half or both, as in single,half. auto: what upscale uses, half on GPUs and single on a processor.",
        DefaultValueFactory = _ => Automatic,
    };

    private readonly Option<double> _time = new("--time")
    {
        Description = "Seconds of measuring for each point, 0.05 to 3600; the first runs are not counted. A point of which one run would take five times that is left out.",
        DefaultValueFactory = _ => 2,
        CustomParser = Numbers.Read,
    };

    private readonly Option<string?> _json = new("--json") { Description = "Write all figures to this file." };
    private readonly Option<string?> _plot = new("--plot") { Description = "Draw seconds for each megapixel over the tile's length into this .svg file." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _edges, _batches, _lanes, _precisions, _time, _json, _plot })
            command.Add(option);
    }

    public string? Json(ParseResult parsed) => parsed.GetValue(_json);

    public string? Plot(ParseResult parsed) => parsed.GetValue(_plot);

    /// <exception cref="CommandException">Values that cannot be used; the message has a line for each.</exception>
    public BenchOrder Order(ParseResult parsed)
    {
        var mistakes = new List<string>();
        var order = new BenchOrder(
            List(_edges, LeastEdge, MostEdge), List(_batches, 1, MostBatch), parsed.GetValue(_lanes) == Automatic ? [] : List(_lanes, 1, MostLanes),
            Precisions(), TimeSpan.FromSeconds(parsed.GetValue(_time) is >= LeastSeconds and <= MostSeconds and var seconds ? seconds : 0));
        if (order.Time == TimeSpan.Zero)
            mistakes.Add(FormattableString.Invariant($"--time {parsed.GetValue(_time)}: give {LeastSeconds} to {MostSeconds} seconds."));
        if (order.Batches.FirstOrDefault(batch => !BitOperations.IsPow2(batch)) is > 0 and var odd)
            mistakes.Add($"--batches {odd}: give powers of two; the engine cuts all others into such.");
        mistakes.AddRange(MistakesInFiles(Json(parsed), Plot(parsed)));
        return mistakes.Count == 0 ? order : throw CommandException.WrongUse(string.Join('\n', mistakes));

        IReadOnlyList<int> List(Option<string> option, int least, int most)
        {
            var text = parsed.GetValue(option)!;
            if (NumberList.Read(text, least, most) is { } numbers)
                return numbers;
            mistakes.Add($"{option.Name} '{text}': give up to {NumberList.Most} different numbers from {least} to {most} with commas between them{(option == _lanes ? ", or auto" : "")}.");
            return [];
        }

        IReadOnlyList<PrecisionChoice> Precisions()
        {
            var text = parsed.GetValue(_precisions)!;
            var parts = text.Split(',', StringSplitOptions.TrimEntries);
            List<PrecisionChoice> choices = [.. parts.Select(ChoiceOf).OfType<PrecisionChoice>()];
            if (choices.Count == parts.Length && choices.Distinct().Count() == parts.Length && (parts.Length == 1 || !choices.Contains(PrecisionChoice.Auto)))
                return choices;
            mistakes.Add($"--precisions '{text}': give auto, single, half or single,half.");
            return [];
        }
    }

    private static PrecisionChoice? ChoiceOf(string text) => text switch
    {
        Automatic => PrecisionChoice.Auto,
        "single" => PrecisionChoice.Single,
        "half" => PrecisionChoice.Half,
        _ => null,
    };

    private static IEnumerable<string> MistakesInFiles(string? json, string? plot)
    {
        if (plot is not null && !plot.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            yield return $"--plot '{plot}': give a name that ends with .svg, which browsers show and programs for pictures turn into PNG.";
        if (json is not null && plot is not null && Path.GetFullPath(json) == Path.GetFullPath(plot))
            yield return $"--json and --plot both name '{json}': give two files.";
    }
}
