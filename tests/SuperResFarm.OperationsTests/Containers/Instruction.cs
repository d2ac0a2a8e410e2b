namespace SuperResFarm.OperationsTests.Containers;

/// <summary>One instruction of a Dockerfile, with its continued lines joined and its arguments filled in.</summary>
/// <param name="Name">In capitals, such as <c>COPY</c>.</param>
/// <param name="Text">What follows the name.</param>
/// <param name="Stage">Number of its stage; -1 above the first.</param>
internal sealed record Instruction(string Name, string Text, int Stage)
{
    private string[] Parts => Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <returns>The value of a flag such as <c>--from=build</c>; null: it is not given.</returns>
    public string? Flag(string name) => Parts.FirstOrDefault(part => part.StartsWith($"--{name}=", StringComparison.Ordinal))?[(name.Length + 3)..];

    /// <summary>What stands after the flags.</summary>
    public string[] Operands => [.. Parts.SkipWhile(part => part.StartsWith("--", StringComparison.Ordinal))];

    /// <summary>What a COPY takes.</summary>
    public string[] Sources => Operands[..^1];

    /// <summary>Where a COPY puts it.</summary>
    public string Target => Operands[^1];
}
