using System.CommandLine;
using System.Runtime.InteropServices;
using SuperResFarm.Cli.AccessCommands;
using SuperResFarm.Cli.Benching;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Comparing;
using SuperResFarm.Cli.Doctor;
using SuperResFarm.Cli.Evaluating;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.ModelCommands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Cli.Serving;
using SuperResFarm.Cli.WebhookCommands;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Cli;

/// <summary>The <c>superres</c> program: its commands, its signals and its exit codes.</summary>
public static class SuperresProgram
{
    private static readonly (string Name, Func<Command> Create)[] _commands =
    [
        ("upscale", UpscaleCommand.Create),
        ("plan", PlanCommand.Create),
        ("bench", BenchCommand.Create),
        ("evaluate", EvaluateCommand.Create),
        ("compare", CompareCommand.Create),
        ("models", ModelsCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("serve", ServeCommand.Create),
        ("submit", SubmitCommand.Create),
        ("fetch", FetchCommand.Create),
        ("estimate", EstimateCommand.Create),
        ("jobs", JobsCommand.Create),
        ("watch", WatchCommand.Create),
        ("cancel", CancelCommand.Create),
        ("retry", RetryCommand.Create),
        ("report", ReportCommand.Create),
        ("delete", DeleteCommand.Create),
        ("tenants", TenantsCommand.Create),
        ("keys", KeysCommand.Create),
        ("audit", AuditCommand.Create),
        ("webhooks", WebhooksCommand.Create),
    ];

    /// <summary>Runs one command.</summary>
    /// <param name="args">As given to the program.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        args = FaceWords.Spelled(args);
        var root = new RootCommand("Enlarges images by AI super-resolution, on this machine or in a farm.");
        // A command that is named pays for its own options only, and the version for none; help and mistakes need them all.
        var named = _commands.Where(command => command.Name == args.FirstOrDefault()).ToList();
        foreach (var (_, create) in named is [] && args is not ["--version"] ? [.. _commands] : named)
            root.Add(create());
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            var command = parsed.CommandResult.Command is RootCommand ? "upscale" : parsed.CommandResult.Command.Name;
            await Console.Error.WriteLineAsync($"See 'superres --help' or 'superres {command} --help'.");
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
        catch (CommandException fault)
        {
            await Console.Error.WriteLineAsync($"superres: {fault.Message}");
            return fault.ExitCode;
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
