using System.CommandLine;
using System.Runtime.InteropServices;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.ModelCommands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Cli;

/// <summary>The <c>superres</c> program: its commands, its signals and its exit codes.</summary>
public static class SuperresProgram
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">As given to the program.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Enlarges images by AI super-resolution.")
        {
            UpscaleCommand.Create(),
            PlanCommand.Create(),
            ModelsCommand.Create(),
            DoctorCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("See 'superres --help' or 'superres upscale --help'.");
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
            await Console.Error.WriteLineAsync($"superres: {fault.Message}");
            return ExitCodes.Of(fault.Code);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"superres: {fault.Message}");
            return ExitCodes.SomeFailed;
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
