using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Commands;

/// <summary><c>superres plan</c>: shows how an image would be done, and does nothing.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "One image file." };
        var measure = new Option<bool>("--measure") { Description = "Measure memory and speed of the model on this device first, and remember them. Best when nothing else runs." };
        var (model, image, run) = (new ModelOptions(), new ImageOptions(), new RunOptions());
        var command = new Command("plan", "Shows the tile plan for an image without running it, and why it is this one.") { file, measure };
        model.AddTo(command);
        image.AddTo(command);
        run.AddTo(command);

        command.SetAction(async (parsed, ct) =>
        {
            var library = model.Library(parsed);
            var settings = image.Settings(parsed, model.NameIn(parsed, library, note => Console.Error.WriteLine(note)));
            using var engines = new Engines(library, run, parsed);
            using var source = ImageSource.Open(parsed.GetValue(file)!, settings.Limits);
            if (parsed.GetValue(measure))
                await engines.MeasureAsync(source.Header, settings, ct);
            using var plan = await engines.Planner.PlanAsync(source.Header, settings with { Format = image.Names(parsed).Format }, ct);
            Write(plan);
            return ExitCodes.Good;
        });
        return command;
    }

    private static void Write(ItemPlan plan)
    {
        var tiles = plan.Tiles;
        var rows = new (string, FormattableString)[]
        {
            ("source", $"{plan.Source.Format} {plan.Source.Size} {plan.Source.Pixels}, {plan.Source.Size.Megapixels:0.00} MP"),
            ("model", $"{plan.Model.Name} ({plan.Model.Architecture} x{tiles.Scale}), receptive-field radius {plan.Model.ReceptiveFieldRadius?.ToString(CultureInfo.InvariantCulture) ?? "unbounded"}"),
            ("deblocking", $"{plan.Deblock?.ToString(CultureInfo.InvariantCulture) ?? "none"}{(plan.Source.JpegQuality is { } quality ? $"; the file is a JPEG of quality {quality}" : "")}"),
            ("result", $"{plan.Output.Encode.Format} {plan.Output.Final}, {plan.Output.Final.Megapixels:0.00} MP{(plan.Output.Encode.ResizeTo is null ? "" : $" (network {plan.Output.Enlarged}, then Lanczos)")}"),
        };
        FactTable.Write([.. rows.Select(row => (row.Item1, row.Item2.ToString(CultureInfo.InvariantCulture))), .. PlanTable.FactsOf(tiles)]);
        if (tiles.Reason is { } reason)
            PlanTable.Write(reason);
        foreach (var warning in plan.Warnings)
            AnsiConsole.WriteLine($"warning: {warning}");
    }
}
