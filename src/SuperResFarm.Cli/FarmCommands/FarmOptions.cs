using System.CommandLine;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>Which farm is meant, how long it is waited for, and who reads the output.</summary>
internal sealed class FarmOptions
{
    /// <summary>Environment variable that names a farm.</summary>
    public const string Variable = "SUPERRES_FARM";

    /// <summary>Where <c>superres serve</c> listens.</summary>
    public const string Usual = "http://127.0.0.1:8080";

    private const double LongestPatience = 86_400;

    private readonly Option<string?> _farm = new("--farm") { Description = $"Address of the farm. Default: {Variable}, else {Usual}." };
    private readonly Option<string?> _key = new("--key-file") { Description = $"File with the key that the farm is shown. Default: the key in {FarmKey.Variable}, if there is one." };
    private readonly Option<double?> _patience = new("--patience") { Description = "Seconds to go on trying while the farm does not answer or is busy; 0: one try. Default: 30, and 600 to connect again to a job that is watched.", CustomParser = result => Numbers.Read(result) };
    private readonly Option<bool> _json = new("--json") { Description = "Tell a machine: JSON on standard output instead of text." };

    public void AddTo(Command command, bool json = true)
    {
        command.Add(_farm);
        command.Add(_key);
        command.Add(_patience);
        if (json)
            command.Add(_json);
    }

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <exception cref="CommandException">The address, the key or the patience cannot be used.</exception>
    public FarmClient Open(ParseResult parsed) => new(Http(parsed));

    /// <returns>Which farm is meant.</returns>
    /// <exception cref="CommandException">The address cannot be used.</exception>
    public Uri Address(ParseResult parsed) => AddressOf(parsed.GetValue(_farm), Environment.GetEnvironmentVariable(Variable));

    /// <summary>Likewise, for operators.</summary>
    public AdminClient OpenAdmin(ParseResult parsed) => new(Http(parsed));

    /// <returns>What to type for another command at the same farm.</returns>
    /// <param name="parsed">This command.</param>
    /// <param name="command">The other one with its arguments.</param>
    public string Hint(ParseResult parsed, string command) => $"superres {command}{(parsed.GetValue(_farm) is { } farm ? $" --farm {farm}" : "")}";

    /// <returns>The address with a slash at its end.</returns>
    /// <param name="given">With the option; null: not.</param>
    /// <param name="variable">In the environment; null or empty: not.</param>
    /// <exception cref="CommandException">It is no address of a farm.</exception>
    internal static Uri AddressOf(string? given, string? variable)
    {
        var (name, text) = given is not null ? ("--farm", given) : string.IsNullOrWhiteSpace(variable) ? ("", Usual) : (Variable, variable);
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var farm) || farm.Scheme is not ("http" or "https") || farm.Query.Length + farm.Fragment.Length > 0)
            throw CommandException.WrongUse($"{name} '{text}' is no address of a farm: give http://HOST:PORT or https://HOST.");
        if (farm.UserInfo.Length > 0)
            throw CommandException.WrongUse($"{name}: give the address without user name and password; they would show up in logs.");
        return farm.AbsolutePath.EndsWith('/') ? farm : new Uri(farm.AbsoluteUri + "/");
    }

    private FarmHttp Http(ParseResult parsed)
    {
        var farm = Address(parsed);
        var patience = parsed.GetValue(_patience) switch
        {
            null => new FarmPatience(),
            >= 0 and <= LongestPatience and var seconds => new FarmPatience { Total = TimeSpan.FromSeconds(seconds), Outage = TimeSpan.FromSeconds(seconds) },
            var other => throw CommandException.WrongUse($"--patience {other}: give 0 to {LongestPatience} seconds."),
        };
        var key = FarmKey.Of(parsed.GetValue(_key), Environment.GetEnvironmentVariable(FarmKey.Variable));
        return new FarmHttp(farm, patience, TimeProvider.System, key) { Waiting = Console.Error.WriteLine };
    }
}
