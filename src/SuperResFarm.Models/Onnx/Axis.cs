using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Onnx;

/// <summary>One axis of a graph's input or output: a fixed length, or a name for a length known at run time.</summary>
/// <param name="Length">Fixed length, or null.</param>
/// <param name="Name">Name of the length, or null; axes of the same name have the same length.</param>
public readonly record struct Axis(long? Length, string? Name)
{
    /// <summary>An axis of fixed length.</summary>
    public static implicit operator Axis(long length) => new(length, null);

    /// <summary>An axis whose length is known at run time.</summary>
    public static implicit operator Axis(string name) => new(null, name);

    internal static Axis From(TensorShapeProto.Types.Dimension axis) => axis.ValueCase switch
    {
        // Exporters write 0 and -1 for "known at run time".
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when axis.DimValue > 0 => axis.DimValue,
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam => axis.DimParam,
        _ => default,
    };

    internal TensorShapeProto.Types.Dimension ToDimension()
    {
        var axis = new TensorShapeProto.Types.Dimension();
        if (Length is { } length)
            axis.DimValue = length;
        else if (Name is { } name)
            axis.DimParam = name;
        return axis;
    }

    /// <returns>The length, the name, or a question mark.</returns>
    public override string ToString() => Length?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Name ?? "?";
}
