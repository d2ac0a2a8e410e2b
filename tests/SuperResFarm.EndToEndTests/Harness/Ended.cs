namespace SuperResFarm.EndToEndTests.Harness;

/// <summary>What a run of the program left behind for its caller.</summary>
internal sealed record Ended(int ExitCode, string Out, string Error)
{
    /// <summary>The JSON lines of standard output.</summary>
    public JsonLines Events => new(Out);

    /// <summary>Fails with everything the program said when the exit code is another.</summary>
    public Ended Exits(int code)
    {
        Assert.True(ExitCode == code, $"Exit code {ExitCode} instead of {code}.\n{Out}\n{Error}");
        return this;
    }

    /// <summary>Fails unless standard error is one line with all of these in it.</summary>
    public Ended SaysInOneLine(params string[] parts)
    {
        var line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
        return this;
    }
}
