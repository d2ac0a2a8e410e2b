using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Onnx;

/// <summary>What the network inside expects and returns, before <see cref="SampleAdapter"/> wraps it.</summary>
internal enum NetworkLayout
{
    /// <summary>Float, NCHW, 0 to 1.</summary>
    PlanarFloat,

    /// <summary>Half-precision float, NCHW, 0 to 1.</summary>
    PlanarHalf,

    /// <summary>Bytes, NHWC, 0 to 255.</summary>
    InterleavedBytes,
}

internal static class NetworkLayouts
{
    /// <returns>The layout that the type of a graph's first input tells.</returns>
    public static NetworkLayout Of(GraphProto graph) => (DataType)graph.Input[0].Type.TensorType.ElemType switch
    {
        DataType.Uint8 => NetworkLayout.InterleavedBytes,
        DataType.Float16 => NetworkLayout.PlanarHalf,
        _ => NetworkLayout.PlanarFloat,
    };
}
