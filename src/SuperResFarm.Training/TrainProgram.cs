using System.CommandLine;
using System.Runtime.InteropServices;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Training.Commands;

namespace SuperResFarm.Training;

/// <summary>The <c>superres-train</c> program: its commands, its signals and its exit codes.</summary>
public static class TrainProgram
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">As given to the program.</param>
    /// <returns>0 good; 1 failed; 2 wrong use; 3 something is missing on this machine; 130 stopped by a signal.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Makes training pictures, trains networks that enlarge, and exports them for the farm.")
        {
            SynthCommand.Create(), RunCommand.Create(), ExportCommand.Create(), BenchCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync($"See 'superres-train {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help'.");
            return ExitCodes.WrongUse;
        }
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false }, stop.Token);
        }
        catch (FarmException fault)
        {
            await Console.Error.WriteLineAsync($"superres-train: {fault.Message}");
            return ExitCodes.Of(fault.Code);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"superres-train: {fault.Message}");
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }

    // The first signal stops well; a second one ends the process as usual.
    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }
}
