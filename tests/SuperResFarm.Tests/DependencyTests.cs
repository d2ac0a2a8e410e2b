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
        ["SuperResFarm.Storage"] = ["SuperResFarm.Contracts", "AWSSDK.S3", "AWSSDK.Core", "Microsoft.Extensions.*"],
        ["SuperResFarm.Jobs"] =
        [
            "SuperResFarm.Contracts", "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.*", "Microsoft.Data.Sqlite",
            "Npgsql.EntityFrameworkCore.PostgreSQL", "Npgsql", "Microsoft.Extensions.*",
        ],
        ["SuperResFarm.Broker"] = ["SuperResFarm.Contracts", "MassTransit", "MassTransit.*", "RabbitMQ.Client", "Microsoft.Extensions.*"],
        ["SuperResFarm.Hosting"] = ["SuperResFarm.Contracts", "Microsoft.Extensions.*", "Microsoft.AspNetCore.*", "Microsoft.AspNetCore", "OpenTelemetry", "OpenTelemetry.*"],
        ["superres-api"] =
        [
            "SuperResFarm.Contracts", "SuperResFarm.Imaging", "SuperResFarm.Models", "SuperResFarm.Storage", "SuperResFarm.Jobs", "SuperResFarm.Broker",
            "SuperResFarm.Hosting", "Microsoft.Extensions.*", "Microsoft.AspNetCore.*", "Microsoft.AspNetCore", "Microsoft.Net.Http.Headers", "Microsoft.OpenApi", "Scalar.AspNetCore",
        ],
        ["superres-worker"] =
        [
            "SuperResFarm.Contracts", "SuperResFarm.Imaging", "SuperResFarm.Models", "SuperResFarm.Inference", "SuperResFarm.Storage", "SuperResFarm.Broker",
            "SuperResFarm.Hosting", "Microsoft.Extensions.*", "Microsoft.AspNetCore.*", "Microsoft.AspNetCore",
        ],
        ["superres"] =
        [
            "SuperResFarm.Contracts", "SuperResFarm.Imaging", "SuperResFarm.Models", "SuperResFarm.Inference",
            "SuperResFarm.Broker", "SuperResFarm.Hosting", "superres-api", "superres-worker",
            "Microsoft.AspNetCore", "Microsoft.AspNetCore.*", "Microsoft.Extensions.*", "Microsoft.OpenApi", "System.CommandLine", "Spectre.Console", "Spectre.Console.Ansi", "Polly.Core", "Microsoft.ML.OnnxRuntime",
        ],
    };

    public static TheoryData<string> Parts => [.. _mayReference.Keys];

    [Theory, MemberData(nameof(Parts))]
    public void Part_ReferencesOnlyWhatItMayKnow(string part)
    {
        var references = Assembly.Load(part).GetReferencedAssemblies().Select(name => name.Name!).Where(name => !IsFramework(name));
        Assert.All(references, name => Assert.Contains(_mayReference[part], allowed => Allows(allowed, name)));
    }

    [Fact]
    public void EveryPart_StandsInTheTable()
    {
        var built = Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Select(Path.GetFileNameWithoutExtension)
            .Where(name => name!.StartsWith("superres", StringComparison.OrdinalIgnoreCase) && !name.Contains("Tests", StringComparison.Ordinal));
        Assert.Equal(_mayReference.Keys.Order(StringComparer.Ordinal), built.Order(StringComparer.Ordinal));
    }

    private static bool Allows(string allowed, string name) =>
        allowed.EndsWith(".*", StringComparison.Ordinal) ? name.StartsWith(allowed[..^1], StringComparison.Ordinal) : allowed == name;

    private static bool IsFramework(string name) =>
        name is "mscorlib" or "netstandard" or "Microsoft.Win32.Primitives" || name.StartsWith("System.", StringComparison.Ordinal) && name is not "System.CommandLine";
}
