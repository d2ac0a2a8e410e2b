using System.CommandLine;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.AccessCommands;

/// <summary><c>superres tenants</c>: what tenants may have, and where they may read and write.</summary>
internal static class TenantsCommand
{
    public static Command Create() => new("tenants", "Lists, shows, sets and removes the tenants of a farm. Needs a key with the scope admin.") { List(), Show(), Set(), Remove() };

    private static Command List()
    {
        var farm = new FarmOptions();
        var command = new Command("list", "Lists tenants with their quotas and what they have of them.");
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var (json, rows) = (farm.Json(parsed), new List<string[]> { TenantRows.Head });
            using var client = farm.OpenAdmin(parsed);
            await foreach (var tenant in client.TenantsAsync(ct))
                if (json)
                    Console.WriteLine(FarmBodies.Line(tenant));
                else
                    rows.Add(TenantRows.RowOf(tenant));
            if (!json)
                Columns.Write(rows);
            return ExitCodes.Good;
        });
        return command;
    }

    private static Command Show()
    {
        var (name, farm) = (new TenantArgument(), new FarmOptions());
        var command = new Command("show", "Shows all that is set of a tenant.");
        name.AddTo(command);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = farm.OpenAdmin(parsed);
            Tell(await client.TenantAsync(name.Get(parsed), ct), farm.Json(parsed));
            return ExitCodes.Good;
        });
        return command;
    }

    private static Command Set()
    {
        var (name, settings, farm) = (new TenantArgument(), new TenantSettings(), new FarmOptions());
        var command = new Command("set", "Makes a tenant, or changes what is given of it; the rest stays.");
        name.AddTo(command);
        settings.AddTo(command);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            var change = settings.Change(parsed);
            using var client = farm.OpenAdmin(parsed);
            var before = await client.FindTenantAsync(name.Get(parsed), ct);
            var request = before is null ? new TenantRequest()
                : new TenantRequest { Quotas = before.Quotas, ReadPrefixes = before.ReadPrefixes, WritePrefixes = before.WritePrefixes, RetentionDays = before.RetentionDays };
            Tell(await client.SetTenantAsync(name.Get(parsed), change(request), ct), farm.Json(parsed));
            return ExitCodes.Good;
        });
        return command;
    }

    private static Command Remove()
    {
        var (name, farm) = (new TenantArgument(), new FarmOptions());
        var command = new Command("remove", "Forgets what was set of a tenant without live keys and open jobs. Its jobs stay.");
        name.AddTo(command);
        farm.AddTo(command, json: false);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = farm.OpenAdmin(parsed);
            await client.RemoveTenantAsync(name.Get(parsed), ct);
            Console.WriteLine($"{name.Get(parsed)} removed");
            return ExitCodes.Good;
        });
        return command;
    }

    private static void Tell(TenantBody tenant, bool json)
    {
        if (json)
            Console.WriteLine(FarmBodies.Line(tenant));
        else
            FactTable.Write(TenantRows.FactsOf(tenant));
    }
}
