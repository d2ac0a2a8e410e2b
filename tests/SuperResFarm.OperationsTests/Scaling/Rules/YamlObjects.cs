using YamlDotNet.RepresentationModel;

namespace SuperResFarm.OperationsTests.Scaling.Rules;

/// <summary>Kubernetes objects of one text, found by kind and name, and their fields by path.</summary>
internal sealed class YamlObjects
{
    private readonly IReadOnlyList<YamlNode> _objects;

    private YamlObjects(IReadOnlyList<YamlNode> objects) => _objects = objects;

    /// <param name="text">YAML documents.</param>
    public static YamlObjects Of(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return new([.. stream.Documents.Select(one => one.RootNode).OfType<YamlMappingNode>()]);
    }

    /// <returns>All objects of a kind.</returns>
    public IEnumerable<YamlNode> All(string kind) => _objects.Where(one => Text(one, "kind") == kind);

    /// <returns>The only object of a kind, with that name if one is given.</returns>
    /// <exception cref="FormatException">There is none, or more than one.</exception>
    public YamlNode Only(string kind, string? name = null)
    {
        var found = All(kind).Where(one => name is null || Text(one, "metadata", "name") == name).ToList();
        return found.Count == 1 ? found[0] : throw new FormatException($"There are {found.Count} objects of the kind {kind} {name}; there must be one.");
    }

    /// <returns>What is at the end of a path, or null.</returns>
    public static YamlNode? At(YamlNode from, params ReadOnlySpan<string> path)
    {
        var at = from;
        foreach (var step in path)
            if (at is not YamlMappingNode map || !map.Children.TryGetValue(new YamlScalarNode(step), out at))
                return null;
        return at;
    }

    /// <returns>The text at the end of a path, or null.</returns>
    public static string? Text(YamlNode from, params ReadOnlySpan<string> path) => (At(from, path) as YamlScalarNode)?.Value;

    /// <returns>The list at the end of a path, empty when there is none.</returns>
    public static IEnumerable<YamlNode> List(YamlNode from, params ReadOnlySpan<string> path) => (At(from, path) as YamlSequenceNode)?.Children ?? [];

    /// <returns>A setting of a Deployment's containers: of their <c>env</c>, else of the ConfigMaps that their <c>envFrom</c> names; or null.</returns>
    public string? Setting(YamlNode deployment, string name)
    {
        var containers = List(deployment, "spec", "template", "spec", "containers").ToList();
        foreach (var variable in containers.SelectMany(one => List(one, "env")))
            if (Text(variable, "name") == name)
                return Text(variable, "value") ?? throw new FormatException($"{name} comes from elsewhere; its value must stand in the manifests.");
        foreach (var map in containers.SelectMany(one => List(one, "envFrom")).Select(one => Text(one, "configMapRef", "name")).OfType<string>())
            if (Text(Only("ConfigMap", map), "data", name) is { } value)
                return value;
        return null;
    }
}
