using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace SuperResFarm.OperationsTests.Containers;

/// <summary>The compose file as an operator gets it who sets no variable.</summary>
internal static partial class Compose
{
    /// <summary>The services that are built here.</summary>
    public static readonly string[] Ours = ["api", "worker", "worker-gpu"];

    /// <summary>The file with its variables not yet filled in.</summary>
    public static string Raw { get; } = File.ReadAllText(Repository.PathOf("docker-compose.yml"));

    /// <summary>All services by name.</summary>
    public static IReadOnlyDictionary<string, Service> Services { get; } = Read();

    /// <summary>Names of all services, for theories.</summary>
    public static TheoryData<string> Names => [.. Services.Keys];

    /// <summary>Names of those that are built here.</summary>
    public static TheoryData<string> OurNames => [.. Ours];

    /// <returns>Every use of a variable with its default.</returns>
    public static IEnumerable<(string Name, string Default)> Variables() =>
        Variable().Matches(Raw).Select(use => (use.Groups["name"].Value, use.Groups["default"].Value));

    private static Dictionary<string, Service> Read()
    {
        var text = Variable().Replace(Raw, use => use.Groups["default"].Value);
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object?>>(new MergingParser(new Parser(new StringReader(text))));
        return ((Dictionary<object, object>)file["services"]!).ToDictionary(entry => (string)entry.Key, entry => new Service((Dictionary<object, object>)entry.Value));
    }

    [GeneratedRegex(@"\$\{(?<name>\w+)(:-(?<default>[^}]*))?\}")]
    private static partial Regex Variable();
}
