namespace SuperResFarm.Tests;

/// <summary>Weights and references too large for the repository: the folder SUPERRES_DATA, or shared/data beside the checkout.</summary>
public static class TestData
{
    private const string Absent = "The test data are not here; set SUPERRES_DATA to their folder.";

    private static readonly string? _root = FindRoot();

    /// <summary>Why tests that need the data are skipped, or null when they run.</summary>
    public static string? SkipReason => _root is null ? Absent : null;

    public static string PathOf(string relative) => Path.Combine(_root ?? throw new InvalidOperationException(Absent), relative);

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable("SUPERRES_DATA") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "SuperResFarm.sln")))
                return Path.Combine(folder.Parent?.FullName ?? "/", "shared", "data") is var data && Directory.Exists(data) ? data : null;
        return null;
    }
}

/// <summary>A fact that needs the test data and is reported as skipped without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute() => Skip = TestData.SkipReason;
}

/// <summary>A theory that needs the test data and is reported as skipped without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataTheoryAttribute : TheoryAttribute
{
    public DataTheoryAttribute() => Skip = TestData.SkipReason;
}
