namespace SuperResFarm.Cli.Reporting;

/// <summary>Ends a command: what the program says on standard error, and what it returns.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">Names the thing and the remedy; each single mistake may stand on a line of its own.</param>
/// <param name="cause">The technical cause.</param>
public sealed class CommandException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode => exitCode;

    /// <summary>The code with which a farm refused, such as <c>model-unknown</c>; null: it was no farm that refused.</summary>
    public string? Refusal { get; init; }

    /// <summary>For options and arguments that cannot be used.</summary>
    public static CommandException WrongUse(string message) => new(ExitCodes.WrongUse, message);
}
