using System.Reflection;

namespace SuperResFarm.Tests;

/// <summary>Holds the table of parts in docs/architecture.md true.</summary>
public class DependencyTests
{
    private static readonly Dictionary<string, string[]> _mayReference = new()
    {
        ["SuperResFarm.Contracts"] = [],
        ["SuperResFarm.Imaging"] = ["SuperResFarm.Contracts", "NetVips"],
        ["SuperResFarm.Models"] = ["SuperResFarm.Contracts", "Google.Protobuf"],
        ["SuperResFarm.Inference"] = ["SuperResFarm.Contracts", "SuperResFarm.Imaging", "SuperResFarm.Models", "Microsoft.ML.OnnxRuntime"],
        ["SuperResFarm.Storage"] =
        [
            "SuperResFarm.Contracts", "AWSSDK.S3", "AWSSDK.Core", "Microsoft.Extensions.Configuration.Binder", "Microsoft.Extensions.DependencyInjection.Abstractions",
            "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options", "Microsoft.Extensions.Options.ConfigurationExtensions",
        ],
        ["SuperResFarm.Jobs"] =
        [
            "SuperResFarm.Contracts", "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Abstractions",
            "Microsoft.EntityFrameworkCore.Relational", "Microsoft.EntityFrameworkCore.Sqlite", "Microsoft.Data.Sqlite",
            "Npgsql.EntityFrameworkCore.PostgreSQL", "Npgsql",
            "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions",
        ],
        ["superres"] =
        [
            "SuperResFarm.Contracts", "SuperResFarm.Imaging", "SuperResFarm.Models", "SuperResFarm.Inference",
            "System.CommandLine", "Spectre.Console", "Spectre.Console.Ansi", "Microsoft.ML.OnnxRuntime",
        ],
    };

    public static TheoryData<string> Parts => [.. _mayReference.Keys];

    [Theory, MemberData(nameof(Parts))]
    public void Part_ReferencesOnlyWhatItMayKnow(string part)
    {
        var references = Assembly.Load(part).GetReferencedAssemblies().Select(name => name.Name!).Where(name => !IsFramework(name));
        Assert.Empty(references.Except(_mayReference[part]));
    }

    [Fact]
    public void EveryPart_StandsInTheTable()
    {
        var built = Directory.GetFiles(AppContext.BaseDirectory, "SuperResFarm.*.dll").Select(Path.GetFileNameWithoutExtension)
            .Where(name => !name!.Contains("Tests", StringComparison.Ordinal)).Append("superres");
        Assert.Equal(_mayReference.Keys.Order(StringComparer.Ordinal), built.Order(StringComparer.Ordinal));
    }

    private static bool IsFramework(string name) =>
        name is "mscorlib" or "netstandard" or "Microsoft.Win32.Primitives" || name.StartsWith("System.", StringComparison.Ordinal) && name is not "System.CommandLine";
}
