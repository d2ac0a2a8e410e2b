using System.CommandLine;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>Which job is meant.</summary>
internal sealed class JobArgument(bool optional = false)
{
    private readonly Argument<string?> _id = new("id")
    {
        Description = "Id of a job, as 'superres submit' prints it.",
        Arity = optional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
    };

    public void AddTo(Command command) => command.Add(_id);

    /// <returns>The id, or null when none was given.</returns>
    /// <exception cref="CommandException">It is none.</exception>
    public Guid? Find(ParseResult parsed) => parsed.GetValue(_id) is { } text ? IdOf(text) : null;

    /// <returns>The id that a text is.</returns>
    /// <exception cref="CommandException">It is none.</exception>
    public static Guid IdOf(string text) =>
        Guid.TryParse(text, out var id) ? id : throw CommandException.WrongUse($"'{text}' is no id of a job: 'superres jobs' lists them.");

    /// <returns>The id.</returns>
    /// <exception cref="CommandException">It is none.</exception>
    public Guid Get(ParseResult parsed) => Find(parsed)!.Value;   // the parser has made sure that there is one
}
