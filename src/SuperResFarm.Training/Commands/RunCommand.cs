using System.CommandLine;
using SuperResFarm.Training.Exporting;
using SuperResFarm.Training.Running;

namespace SuperResFarm.Training.Commands;

/// <summary><c>superres-train run</c>: trains a network, or goes on with it.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("-o", "--out") { Description = "Folder of the run: settings.json, state.pth, log.csv, loss.svg, at the end model.pth.", Required = true };
        var resume = new Option<bool>("--resume") { Description = "Go on with the run in this folder, by its own settings." };
        var options = new RunOptions();
        var command = new Command("run", "Trains a network that enlarges pictures, or goes on with one.") { folder, resume };
        options.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var run = new RunFolder(parsed.GetValue(folder)!);
            var goesOn = parsed.GetValue(resume);
            var settings = goesOn ? options.Resumed(parsed, run.Read()) : options.New(parsed);
            RunRules.Check(settings);
            var device = TorchDevice.Open(settings.Device, settings.Threads);
            var pairs = await RunSetup.ReadPairsAsync(settings, ct);
            var valid = settings.Valid is { } pictures ? ValidationSet.Read(pictures, settings.Scale) : null;
            using var state = RunSetup.Begin(settings, device);
            if (!goesOn)
                run.Begin(settings);
            else if (File.Exists(run.State))
                state.Load(run.State);
            Console.Error.WriteLine($"{pairs.Count} pictures, {state.Network.Shape.Parameters} weights, from step {state.Step} of {settings.Steps}");
            await new Trainer(settings, run.Path, state, device, TimeProvider.System, Console.Error.WriteLine).RunAsync(pairs, valid, ct);
            ModelExport.Weights(state, Path.Combine(run.Path, ModelExport.WeightsFile));
            Console.WriteLine($"{Path.Combine(run.Path, ModelExport.WeightsFile)}");
            return ExitCodes.Good;
        });
        return command;
    }
}
