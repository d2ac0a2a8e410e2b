using System.CommandLine;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Pairing;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Perceptual;

namespace SuperResFarm.Cli.Evaluating;

/// <summary><c>superres evaluate</c>: measures how well models enlarge images whose high resolution is known.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("folders") { Description = "Folders of high resolutions, a set each.", Arity = ArgumentArity.OneOrMore };
        var names = ModelOptions.Named<string[]>(
            $"Models, as for upscale; may be repeated. {Contender.BaselineName}, the field's baseline, is always there. Default: {ModelOptions.Preferred} if it is there, else {ModelOptions.WithoutWeights}.");
        names.AllowMultipleArgumentsPerToken = true;
        var (model, run, evaluate) = (new ModelOptions(), new RunOptions(), new EvaluateOptions());
        var command = new Command(
            "evaluate",
            "Measures how well models enlarge images whose high resolution is known: PSNR and SSIM as papers have them, LPIPS where its files are here, and seconds for each megapixel.")
        { folders, names };
        model.AddAllButTheNameTo(command);
        run.AddTo(command);
        evaluate.AddTo(command);

        command.SetAction(async (parsed, ct) =>
        {
            var order = evaluate.Order(parsed);
            var pairs = new PairFinder(order.Scale, order.OwnLow).Find(parsed.GetValue(folders)!, evaluate.LowFolders(parsed));
            var library = model.Library(parsed);
            using var files = new EvaluationFiles(evaluate.Files(parsed));
            using var lpips = LpipsChoice.Open(order.Lpips, LpipsFolders(evaluate.LpipsFolder(parsed), library), evaluate.LpipsSha256(parsed), evaluate.AllowUnverified(parsed), Note);
            using var engines = new Engines(library, run, parsed);
            var contenders = await ContendersAsync(parsed, names, model, library, engines, order.Scale, ct);

            var began = TimeProvider.System.GetUtcNow();
            var evaluation = new Evaluation(order, pairs, contenders, lpips.Meter);
            await RunAsync(evaluation, ct);
            EvaluationTable.Write(evaluation, engines.DeviceName, lpips.Name);
            files.Write(evaluation, engines.DeviceName, lpips.Name, began);
            return !evaluation.Complete ? ExitCodes.Interrupted : evaluation.Failures.Count > 0 ? ExitCodes.SomeFailed : ExitCodes.Good;
        });
        return command;
    }

    private static string[] LpipsFolders(string? named, ModelLibrary library) =>
        named is not null ? [named] : [.. library.Stores.Select(store => Path.Combine(store.Folder, LpipsWeights.Folder))];

    private static async Task<IReadOnlyList<Contender>> ContendersAsync(
        ParseResult parsed, Option<string[]> names, ModelOptions model, ModelLibrary library, Engines engines, int scale, CancellationToken ct)
    {
        var contenders = new List<Contender> { Contender.Baseline(scale) };
        var given = parsed.GetValue(names) is { Length: > 0 } some ? some : new string?[] { null };
        foreach (var name in given)
        {
            await model.PullAsync(parsed, name, library, denoises: false, ct);
            contenders.Add(await OpenAsync(model.NameIn(parsed, name, library, Note), engines, scale, contenders, ct));
        }
        return contenders;
    }

    private static async Task<Contender> OpenAsync(string model, Engines engines, int scale, IReadOnlyList<Contender> before, CancellationToken ct)
    {
        var settings = new UpscaleSettings { Model = model, OutScale = scale };
        try
        {
            var card = await engines.WarmAsync(settings, ct);
            if (card.Scale is { } own && own != scale)
                throw CommandException.WrongUse($"-n {model} enlarges by {own}: measure it with -s {own}, beside others that do.");
            if (before.FirstOrDefault(other => other.Card?.Sha256 == card.Sha256) is not null)
                throw CommandException.WrongUse($"-n {model} is given twice.");
            var name = before.Any(other => other.Name == card.Name) ? model : card.Name;   // files of one name in two folders
            return Contender.Of(name, card, settings, engines.Rasters);
        }
        catch (FarmException fault)
        {
            throw FarmException.Rejected(fault.Code, $"-n {model}: {fault.Message}", fault);
        }
    }

    private static async Task RunAsync(Evaluation evaluation, CancellationToken ct)
    {
        var count = evaluation.Pairs.Count;
        using var bar = LiveBar.CanBeShown ? new LiveBar(count) : null;
        await evaluation.RunAsync(
            (done, next) =>
            {
                if (bar is null)
                    Console.Error.WriteLine($"{done + 1}/{count} {next}");
                else
                    bar.Show(done, next);
            },
            ct);
    }

    private static void Note(string text) => Console.Error.WriteLine(text);
}
