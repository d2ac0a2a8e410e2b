namespace SuperResFarm.IntegrationTests.Worker;

/// <summary>The pictures that come with the program.</summary>
internal static class Samples
{
    /// <summary>Where they lie.</summary>
    public static string Folder { get; } = Find();

    public static string PathOf(string name) => Path.Combine(Folder, name);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SuperResFarm.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("There is no solution above the tests.");
        return Path.Combine(folder.FullName, "samples");
    }
}
