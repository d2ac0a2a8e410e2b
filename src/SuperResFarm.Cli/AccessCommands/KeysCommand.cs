using System.CommandLine;
using System.Globalization;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.AccessCommands;

/// <summary><c>superres keys</c>: the keys of tenants.</summary>
internal static class KeysCommand
{
    private static readonly string[] _scopes = [.. Enum.GetNames<KeyScope>().Select(name => name.ToLowerInvariant())];

    public static Command Create() => new("keys", "Makes, lists and revokes the keys of a farm. Needs a key with the scope admin.") { CreateKey(), List(), Revoke(), Generate() };

    private static Command CreateKey()
    {
        var (tenant, farm) = (new TenantArgument(), new FarmOptions());
        var scopes = new Option<string[]>("--scope") { Description = "What it may do: read, submit or admin; may be repeated. Default: read and submit.", AllowMultipleArgumentsPerToken = true };
        scopes.AcceptOnlyFromAmong(_scopes);
        var label = new Option<string>("--label") { Description = "What it is for. Two live keys may have the same label, so that one can be changed for another.", DefaultValueFactory = _ => "default" };
        var expires = new Option<string?>("--expires") { Description = "From when on it is not valid any more: days from now (90), or a time (2030-01-31T12:00:00Z). Default: never." };
        var command = new Command("create", "Makes a key and prints it, this once.") { scopes, label, expires };
        tenant.AddTo(command);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            IReadOnlyList<KeyScope> wanted = parsed.GetValue(scopes) is { Length: > 0 } given ? [.. given.Select(scope => Enum.Parse<KeyScope>(scope, ignoreCase: true))] : [KeyScope.Read, KeyScope.Submit];
            var request = new KeyRequest(wanted) { Label = parsed.GetValue(label)!, ExpiresAt = TimeOf(parsed.GetValue(expires), TimeProvider.System.GetUtcNow()) };   // it has a default
            using var client = farm.OpenAdmin(parsed);
            var made = await client.CreateKeyAsync(tenant.Get(parsed), request, ct);
            Console.WriteLine(farm.Json(parsed) ? FarmBodies.Line(made) : made.Key);
            if (!farm.Json(parsed))
                await Console.Error.WriteLineAsync("The key is shown this once: the farm keeps only a hash of it.");
            return ExitCodes.Good;
        });
        return command;
    }

    private static Command List()
    {
        var (tenant, farm) = (new TenantArgument(), new FarmOptions());
        var command = new Command("list", "Lists a tenant's keys, dead ones too, without their secrets.");
        tenant.AddTo(command);
        farm.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = farm.OpenAdmin(parsed);
            var keys = await client.KeysAsync(tenant.Get(parsed), ct);
            if (farm.Json(parsed))
                foreach (var key in keys)
                    Console.WriteLine(FarmBodies.Line(key));
            else
                Columns.Write([["id", "state", "label", "scopes", "made", "expires", "last used"], .. keys.Select(RowOf)]);
            return ExitCodes.Good;
        });
        return command;
    }

    private static Command Revoke()
    {
        var (tenant, farm) = (new TenantArgument(), new FarmOptions());
        var id = new Argument<string>("id") { Description = "Id of a key, as 'superres keys list' shows it." };
        var command = new Command("revoke", "Makes a key invalid for good, within five seconds everywhere.");
        tenant.AddTo(command);
        command.Add(id);
        farm.AddTo(command, json: false);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = farm.OpenAdmin(parsed);
            await client.RevokeKeyAsync(tenant.Get(parsed), parsed.GetValue(id)!, ct);   // the parser has made sure that there is one
            Console.WriteLine($"{parsed.GetValue(id)} revoked");
            return ExitCodes.Good;
        });
        return command;
    }

    private static Command Generate()
    {
        var command = new Command("generate", "Prints a new key that no farm knows, for the file that Api:Keys:BootstrapFile names. Asks no farm.");
        command.SetAction(_ =>
        {
            Console.WriteLine(KeyText.Create().Reveal());
            return ExitCodes.Good;
        });
        return command;
    }

    /// <returns>The time that was given; null: none was.</returns>
    /// <exception cref="CommandException">It is none.</exception>
    internal static DateTimeOffset? TimeOf(string? text, DateTimeOffset now) => text is null ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 36_500 ? now.AddDays(days)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw CommandException.WrongUse($"--expires '{Shown.Of(text)}': give days from now (90), or a time (2030-01-31T12:00:00Z).");

    private static string[] RowOf(KeyBody key) =>
    [
        Shown.Of(key.Id), Shown.Of(key.State), Shown.Of(key.Label), string.Join(' ', key.Scopes).ToLowerInvariant(), TenantRows.Text(key.CreatedAt),
        key.ExpiresAt is null ? "never" : TenantRows.Text(key.ExpiresAt), key.LastUsedAt is null ? "never" : TenantRows.Text(key.LastUsedAt),
    ];
}
