using System.CommandLine;
using SuperResFarm.Cli.Batch;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.Commands;

/// <summary><c>superres upscale</c>: enlarges files, folders and globs.</summary>
internal static class UpscaleCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("paths") { Description = "Files, folders or globs.", Arity = ArgumentArity.ZeroOrMore };
        var inputs = new Option<string[]>("--input", "-i") { Description = "The same as a bare path; may be repeated.", AllowMultipleArgumentsPerToken = true };
        var output = new Option<string>("--output", "-o") { Description = "Folder, or file when there is one input file.", DefaultValueFactory = _ => "out" };
        var overwrite = new Option<bool>("--overwrite") { Description = "Do finished images again." };
        var (model, image, run, report) = (new ModelOptions(), new ImageOptions(), new RunOptions(), new ReportOptions());
        var face = new LocalFaceOptions();
        var command = new Command("upscale", "Enlarges images.") { paths, inputs, output, overwrite };
        model.AddTo(command);
        image.AddTo(command);
        face.AddTo(command);
        run.AddTo(command);
        report.AddTo(command);

        command.SetAction(async (parsed, ct) =>
        {
            var library = model.Library(parsed);
            await model.PullAsync(parsed, library, image.Denoises(parsed), ct);
            foreach (var needed in face.Models(parsed))
                await model.PullAsync(parsed, needed, library, denoises: false, ct);
            var faces = face.Settings(parsed, library, model.AcceptsLicence(parsed));
            var background = face.Background(parsed, model.IsNamed(parsed)) ?? model.NameIn(parsed, library, image.Fidelity(parsed), note => Console.Error.WriteLine(note));
            var settings = face.Sized(parsed, image.Settings(parsed, background) with { Faces = faces });
            var items = WorkList.Create(
                [.. parsed.GetValue(paths) ?? [], .. parsed.GetValue(inputs) ?? []], parsed.GetValue(output)!, image.Names(parsed), redo: parsed.GetValue(overwrite) || face.Draws(parsed));
            var maps = image.Maps(parsed, items);
            using var engines = new Engines(library, run, parsed);
            var card = await engines.WarmAsync(settings, ct);
            var faceCards = engines.CheckFaces(settings);
            FidelityRule.Check(settings, card, settings.Fidelity is { } level && !level.Allows(card.Fidelity) ? ModelOptions.AllowedIn(library, level) : []);

            using var observers = report.Observers(parsed, items.Count);
            var summary = await new BatchRunner(engines.Pipeline, engines.Images, ResultsOf(library, [card, .. faceCards], settings), items.Ledger, observers, maps is null ? null : maps.For, face.Pictures(parsed, items))
                .RunAsync(items.Items, settings, ct);
            return ct.IsCancellationRequested ? ExitCodes.Interrupted : summary.Failed > 0 ? ExitCodes.SomeFailed : ExitCodes.Good;
        });
        return command;
    }

    // A result also rests on the models of faces and on the one that goes before, whichever images they are for.
    private static string ResultsOf(ModelLibrary library, IEnumerable<ModelCard> cards, UpscaleSettings settings) => string.Join(
        ' ', cards.Select(card => card.Sha256).Concat(settings.Deblock.Before is { } before && library.FingerprintOf(before) is { } first ? [first] : []));
}
