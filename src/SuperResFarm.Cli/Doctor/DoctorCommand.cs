using System.CommandLine;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.Doctor;

/// <summary><c>superres doctor</c>: shows what was found on this machine; with <c>--accept</c>, tries it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var accept = new Option<bool>("--accept")
        {
            Description = "Try this machine with the model before it is given images: driver, memory, pixels against the processor's, measurements, the plan of a photo, "
                + "what happens when memory ends, and speed. A minute or more, best when nothing else runs; leaves nothing behind. Exit code 3 when something failed.",
        };
        var json = new Option<string?>("--json")
        {
            Description = "With --accept: one JSON document instead of the table, or beside it into a file when one is named.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var drill = new Option<string?>(DrillProcess.Option) { Description = "A part of --accept that needs a process of its own.", Hidden = true };
        var (model, device) = (new ModelOptions(), new DeviceOptions());
        var command = new Command("doctor", "Shows versions, devices, providers, codecs, limits and models, and compares a GPU's results with the processor's.") { accept, json, drill };
        model.AddTo(command);
        device.AddTo(command);

        command.SetAction(async (parsed, ct) =>
        {
            var wantsJson = parsed.GetResult(json) is not null;
            if (parsed.GetValue(drill) is { } order)
                return await DrillProcess.RunHereAsync(order, AcceptCommand.Open(model, parsed), ct);
            if (parsed.GetValue(accept))
                return await AcceptCommand.RunAsync(model, device, wantsJson, parsed.GetValue(json), parsed, ct);
            return wantsJson
                ? throw CommandException.WrongUse("--json: give --accept too; what was found is shown as a table only.")
                : await DoctorTables.WriteAsync(model.Library(parsed), device, parsed, ct);
        });
        return command;
    }
}
