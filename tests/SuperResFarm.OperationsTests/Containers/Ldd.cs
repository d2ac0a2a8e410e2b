namespace SuperResFarm.OperationsTests.Containers;

/// <summary>What a native library needs of the system.</summary>
internal static class Ldd
{
    /// <returns>Every library it loads, by file name, and whether this machine has it.</returns>
    public static async Task<IReadOnlyList<(string Name, bool Found)>> OfAsync(string library)
    {
        var lines = (await Tool.RunAsync("ldd", library)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. lines.Select(line => (Path.GetFileName(line.Split(' ')[0]), !line.Contains("not found", StringComparison.Ordinal)))];
    }
}
