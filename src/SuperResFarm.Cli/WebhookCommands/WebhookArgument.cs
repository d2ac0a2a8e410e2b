using System.CommandLine;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.WebhookCommands;

/// <summary>Which webhook is meant, or which delivery.</summary>
internal sealed class WebhookArgument(string name = "id", string what = "a webhook, as 'superres webhooks list' shows it", bool optional = false)
{
    private readonly Argument<string?> _id = new(name)
    {
        Description = $"Id of {what}.",
        Arity = optional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
    };

    public void AddTo(Command command) => command.Add(_id);

    /// <returns>The id, or null when none was given.</returns>
    /// <exception cref="CommandException">It is none.</exception>
    public Guid? Find(ParseResult parsed) => parsed.GetValue(_id) is not { } text ? null
        : Guid.TryParse(text, out var id) ? id
        : throw CommandException.WrongUse($"'{text}' is no id of {what}.");

    /// <returns>The id.</returns>
    /// <exception cref="CommandException">It is none.</exception>
    public Guid Get(ParseResult parsed) => Find(parsed)!.Value;   // the parser has made sure that there is one
}
