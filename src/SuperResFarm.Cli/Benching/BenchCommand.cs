using System.CommandLine;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Plotting;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.Benching;

/// <summary><c>superres bench</c>: measures how fast models run on this machine.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var names = ModelOptions.Named<string[]>(
            $"Models, as for upscale; may be repeated. Default: {ModelOptions.Preferred} if it is there, else {ModelOptions.WithoutWeights}.");
        names.AllowMultipleArgumentsPerToken = true;
        var (model, device, bench) = (new ModelOptions(), new DeviceOptions(), new BenchOptions());
        var command = new Command(
            "bench",
            "Measures how fast models run on this machine, with the engine that images use: source megapixels per second in tiles, halos included; useful, what is "
            + "left of it inside an image without the halos; and the share of the device's peak, which is a product of large matrices. Best when nothing else runs.")
        { names };
        model.AddAllButTheNameTo(command);
        device.AddTo(command);
        bench.AddTo(command);

        command.SetAction(async (parsed, ct) =>
        {
            var order = bench.Order(parsed);
            var library = model.Library(parsed);
            using var json = bench.Json(parsed) is { } jsonPath ? new ResultFile("--json", jsonPath) : null;
            using var plot = bench.Plot(parsed) is { } plotPath ? new ResultFile("--plot", plotPath) : null;
            var devices = BenchSweep.DevicesOf(order.Precisions, precision =>
            {
                var choice = device.Open(parsed, precision);
                foreach (var warning in choice.Warnings)
                    Console.Error.WriteLine(warning);
                return choice;
            });
            var wanted = new List<string>();
            foreach (var name in Distinct(parsed.GetValue(names) ?? []))
            {
                await model.PullAsync(parsed, name, library, denoises: false, ct);
                wanted.Add(model.NameIn(parsed, name, library, note => Console.Error.WriteLine(note)));
            }
            if (wanted.Find(name => !library.Has(name)) is { } unknown)
                library.Open(unknown);   // refuses it, before the first is measured
            var models = new List<BenchModel>();
            foreach (var name in wanted)
                models.Add(await OpenAsync(library, name, ct));

            var began = TimeProvider.System.GetUtcNow();
            var sweep = new BenchSweep(order, devices, models);
            await RunAsync(sweep, ct);
            BenchTable.Write(sweep);
            json?.Write(BenchJson.Write(sweep, began));
            var measured = sweep.Rows.Any(row => row.Figures is not null);
            if (measured)
                plot?.Write(SvgPlot.Draw(BenchPlot.Of(sweep, began)));
            else if (plot is not null)
                await Console.Error.WriteLineAsync("Nothing was measured, so nothing is drawn.");
            return !sweep.Complete ? ExitCodes.Interrupted
                : measured && sweep.Rows.All(row => row.State != BenchState.Failed) ? ExitCodes.Good
                : ExitCodes.SomeFailed;
        });
        return command;
    }

    private static string?[] Distinct(string[] names)
    {
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
            throw CommandException.WrongUse($"-n {twice} is given twice.");
        return names.Length > 0 ? names : new string?[] { null };
    }

    private static async Task<BenchModel> OpenAsync(ModelLibrary library, string name, CancellationToken ct)
    {
        try
        {
            return await BenchModel.OpenAsync(library, name, ct);
        }
        catch (FarmException fault)
        {
            throw FarmException.Rejected(fault.Code, $"-n {name}: {fault.Message}", fault);   // one of several
        }
    }

    private static async Task RunAsync(BenchSweep sweep, CancellationToken ct)
    {
        var count = sweep.Count;
        using var bar = LiveBar.CanBeShown ? new LiveBar(count) : null;
        await sweep.RunAsync(
            (done, next) =>
            {
                if (bar is null)
                    Console.Error.WriteLine($"{done + 1}/{count} {next}");
                else
                    bar.Show(done, next);
            },
            ct);
    }
}
