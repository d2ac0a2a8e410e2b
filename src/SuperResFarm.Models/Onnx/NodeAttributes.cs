using System.Text;
using Google.Protobuf;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.AttributeProto.Types;

namespace SuperResFarm.Models.Onnx;

/// <summary>Writes and reads the attributes of nodes.</summary>
public static class NodeAttributes
{
    /// <returns>A whole-number attribute.</returns>
    public static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    /// <returns>An attribute that is a list of whole numbers.</returns>
    public static AttributeProto Ints(string name, params IEnumerable<long> values) =>
        new() { Name = name, Type = AttributeType.Ints, Ints = { values } };

    /// <returns>A real-number attribute.</returns>
    public static AttributeProto Real(string name, float value) => new() { Name = name, Type = AttributeType.Float, F = value };

    /// <returns>A text attribute.</returns>
    public static AttributeProto Text(string name, string value) =>
        new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    /// <returns>An attribute that is a graph.</returns>
    internal static AttributeProto Graph(string name, GraphProto value) => new() { Name = name, Type = AttributeType.Graph, G = value };

    /// <returns>Name of the input at a place, or the empty name when it is left out.</returns>
    internal static string InputAt(this NodeProto node, int index) => index < node.Input.Count ? node.Input[index] : "";

    internal static AttributeProto? Find(this NodeProto node, string name) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    internal static long Int(this NodeProto node, string name, long fallback) =>
        node.Find(name) is { HasI: true } found ? found.I : fallback;

    internal static string Text(this NodeProto node, string name, string fallback) =>
        node.Find(name) is { HasS: true } found ? found.S.ToString(Encoding.UTF8) : fallback;

    /// <returns>The list, or <paramref name="count"/> times <paramref name="fallback"/>; null when its length is another.</returns>
    internal static long[]? Ints(this NodeProto node, string name, int count, long fallback) => node.Find(name)?.Ints switch
    {
        null => [.. Enumerable.Repeat(fallback, count)],
        { } found when found.Count == count => [.. found],
        _ => null,
    };
}
