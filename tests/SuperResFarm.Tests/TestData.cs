namespace SuperResFarm.Tests;

/// <summary>Finds the real weights and images that some tests need; they are too large for the repository.</summary>
public static class TestData
{
    /// <summary>Folder named by SUPERRES_DATA, else <c>../shared/data</c> beside the solution; null when there is none.</summary>
    public static string? Root { get; } = Find();

    /// <param name="relative">Path below <see cref="Root"/> with forward slashes.</param>
    public static string PathOf(string relative) =>
        Path.Combine(Root ?? throw new InvalidOperationException("There is no test data; mark the test DataFact or DataTheory."), relative);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SUPERRES_DATA") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SuperResFarm.sln")))
            folder = folder.Parent;
        var data = folder is null ? null : Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data"));
        return Directory.Exists(data) ? data : null;
    }
}

/// <summary>A fact that is skipped, with the reason, where the test data are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute() => Skip = TestData.Root is null ? "Needs the test data: set SUPERRES_DATA to their folder." : null;
}

/// <summary>A theory that is skipped, with the reason, where the test data are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class DataTheoryAttribute : TheoryAttribute
{
    public DataTheoryAttribute() => Skip = TestData.Root is null ? "Needs the test data: set SUPERRES_DATA to their folder." : null;
}
