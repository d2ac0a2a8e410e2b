using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.AccessCommands;

/// <summary><c>superres audit</c>: who did what.</summary>
internal static class AuditCommand
{
    private const int Usual = 50;

    private static readonly string[] _head = ["time", "actor", "tenant", "action", "target", "result", "from"];

    public static Command Create()
    {
        var farm = new FarmOptions();
        var tenant = new Option<string?>("--tenant") { Description = "Only what concerns this tenant." };
        var limit = new Option<int>("--limit") { Description = "Most entries to list, at least 1.", DefaultValueFactory = _ => Usual };
        var command = new Command("audit", "Lists who did what at a farm, the newest first. Needs a key with the scope admin.") { tenant, limit };
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(limit) is < 1 and var most)
                throw CommandException.WrongUse($"--limit {most}: give at least 1.");
            var (json, rows) = (farm.Json(parsed), new List<string[]> { _head });
            using var client = farm.OpenAdmin(parsed);
            await foreach (var entry in client.AuditAsync(parsed.GetValue(tenant), parsed.GetValue(limit), ct))
                if (json)
                    Console.WriteLine(FarmBodies.Line(entry));
                else
                    rows.Add([TenantRows.Text(entry.At), .. new[] { entry.Actor, entry.Tenant, entry.Action, entry.Target, entry.Result, entry.Address }.Select(Shown.Of)]);
            if (!json)
                Columns.Write(rows);
            return ExitCodes.Good;
        });
        return command;
    }
}
