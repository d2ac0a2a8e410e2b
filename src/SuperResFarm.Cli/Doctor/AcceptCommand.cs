using System.CommandLine;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Cli.Doctor;

/// <summary><c>superres doctor --accept</c>: tries this machine and says whether it may be given images.</summary>
internal static class AcceptCommand
{
    /// <param name="model">Which model.</param>
    /// <param name="device">Which device.</param>
    /// <param name="wantsJson">Whether a document is wanted.</param>
    /// <param name="jsonPath">A file for it; null: standard output.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="ct">Stops within a tile; what was found is shown.</param>
    public static async Task<int> RunAsync(ModelOptions model, DeviceOptions device, bool wantsJson, string? jsonPath, ParseResult parsed, CancellationToken ct)
    {
        var options = device.Options(parsed);
        using var file = jsonPath is null ? null : new ResultFile("--json", jsonPath);
        await model.PullAsync(parsed, model.Library(parsed), denoises: false, ct);
        var network = Open(model, parsed);
        if (network.Card.Name == SeededNetwork.Name)
            await Console.Error.WriteLineAsync("No model with weights was found, so a small network from a seed is run: -n NAME accepts this machine with yours.");

        var began = TimeProvider.System.GetUtcNow();
        var run = new AcceptanceRun(network, options, new DrillProcess(model.Given(parsed)));
        var toOutput = wantsJson && file is null;
        await RunAsync(run, quiet: toOutput, ct);
        var document = AcceptJson.Write(run, network.Card, began);
        file?.Write(document);
        if (toOutput)
            Console.Write(document);
        else
            AcceptTable.Write(run, network.Card);
        return !run.Complete ? ExitCodes.Interrupted : run.Accepted ? ExitCodes.Good : ExitCodes.Environment;
    }

    /// <returns>The model that the command line means, or the one from a seed where none is here.</returns>
    /// <exception cref="FarmException">No such model, or it is not for images.</exception>
    public static Network Open(ModelOptions model, ParseResult parsed)
    {
        var library = model.Library(parsed);
        return model.FoundIn(parsed, library) is { } name ? WarmNetworks.RequireForImages(library.Open(name, ItemPlanner.UsualScale)) : SeededNetwork.Build();
    }

    private static async Task RunAsync(AcceptanceRun run, bool quiet, CancellationToken ct)
    {
        using var bar = LiveBar.CanBeShown && !quiet ? new LiveBar(1) : null;
        await run.RunAsync(
            (done, next) =>
            {
                if (bar is null)
                    Console.Error.WriteLine($"{done + 1}/{run.Count} {next}");
                else
                    bar.Show((double)done / run.Count, next);
            },
            ct);
    }
}
