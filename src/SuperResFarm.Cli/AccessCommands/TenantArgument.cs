using System.CommandLine;

namespace SuperResFarm.Cli.AccessCommands;

/// <summary>Which tenant is meant.</summary>
internal sealed class TenantArgument
{
    private readonly Argument<string> _name = new("tenant") { Description = "Name of a tenant: 1 to 100 of a-z 0-9 - _." };

    public void AddTo(Command command) => command.Add(_name);

    public string Get(ParseResult parsed) => parsed.GetValue(_name)!;   // the parser has made sure that there is one
}
