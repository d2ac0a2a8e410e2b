namespace SuperResFarm.OperationsTests;

/// <summary>Where the files are that operators use.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = RootAbove(AppContext.BaseDirectory);

    /// <returns>The path of a file or folder, named from the root with slashes.</returns>
    public static string PathOf(string name) => Path.Combine(Root, name);

    private static string RootAbove(string folder)
    {
        var above = folder;
        while (!File.Exists(Path.Combine(above, "SuperResFarm.sln")))
            above = Path.GetDirectoryName(above) ?? throw new InvalidOperationException($"There is no SuperResFarm.sln above {folder}.");
        return above;
    }
}
