using System.CommandLine;
using SuperResFarm.Training.Running;

namespace SuperResFarm.Training.Commands;

/// <summary><c>superres-train bench</c>: how fast a run would be here.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Turns of each kind; the median counts. Default: 5.", DefaultValueFactory = _ => 5 };
        var turn = new Option<int>("--turn") { Description = "Steps in a turn. Default: 30.", DefaultValueFactory = _ => 30 };
        rounds.Validators.Add(Ranges.Whole(rounds, 1, 1000));
        turn.Validators.Add(Ranges.Whole(turn, 1, 100_000));
        var options = new RunOptions();
        var command = new Command("bench", "Measures steps a second with the options of a run, and the same on patches that are there already.") { rounds, turn };
        options.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var settings = options.New(parsed);
            RunRules.Check(settings);
            var device = TorchDevice.Open(settings.Device, settings.Threads);
            var pairs = await RunSetup.ReadPairsAsync(settings, ct);
            var bench = await StepBench.RunAsync(settings, pairs, device, parsed.GetValue(rounds), parsed.GetValue(turn), TimeProvider.System, ct);
            Console.WriteLine(FormattableString.Invariant(
                $"{bench.Fed:0.00} steps/s; {bench.Bare:0.00} without the preparation of patches, which leaves {bench.Share:P1} ({settings.Model}, {settings.Batch} patches of {settings.Patch}, {settings.Threads} threads)"));
            return ExitCodes.Good;
        });
        return command;
    }
}
