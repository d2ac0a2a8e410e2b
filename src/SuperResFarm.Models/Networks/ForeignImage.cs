using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Networks;

/// <summary>What a ready model states about one of its inputs or outputs.</summary>
/// <param name="Name">Name of the value.</param>
/// <param name="Type">Type of its elements; undefined when it is no tensor.</param>
/// <param name="Axes">Its axes, or null when nothing is stated about them.</param>
internal sealed record ForeignImage(string Name, DataType Type, Axis[]? Axes)
{
    public static ForeignImage From(ValueInfoProto value) => new(
        value.Name, (DataType)(value.Type?.TensorType?.ElemType ?? 0), value.Type?.TensorType?.Shape?.Dim.Select(Axis.From).ToArray());

    public bool IsImage => Axes?.Length == 4;

    /// <summary>Exporters may leave the shape of an output open.</summary>
    public bool MayBeImage => Axes is null || IsImage;

    public long? Channels(NetworkLayout layout) => Axes?[layout == NetworkLayout.InterleavedBytes ? 3 : 1].Length;

    /// <returns>Width and height when both are fixed.</returns>
    public (int Width, int Height)? Size(NetworkLayout layout)
    {
        var first = layout == NetworkLayout.InterleavedBytes ? 1 : 2;
        return Axes?[first].Length is <= int.MaxValue and var height && Axes[first + 1].Length is <= int.MaxValue and var width
            ? ((int)width, (int)height)
            : null;
    }

    public override string ToString() =>
        $"'{Name}' ({Type.ToString().ToLowerInvariant()} {(Axes is null ? "of unstated shape" : string.Join('x', Axes))})";
}
