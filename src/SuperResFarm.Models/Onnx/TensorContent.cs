using System.Runtime.InteropServices;
using Google.Protobuf;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Onnx.Schema;
using static SuperResFarm.Models.Onnx.Schema.TensorProto.Types;

namespace SuperResFarm.Models.Onnx;

/// <summary>Puts numbers into the graph's constants and reads them back.</summary>
internal static class TensorContent
{
    public static TensorProto Of<T>(string name, DataType type, ReadOnlySpan<int> shape, ReadOnlySpan<T> values) where T : unmanaged
    {
        // Files are little-endian, and so is every machine this runs on.
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) };
        foreach (var length in shape)
            tensor.Dims.Add(length);
        return tensor;
    }

    /// <returns>A float constant whose content is that of <paramref name="values"/> itself: large networks fit into memory once.</returns>
    public static TensorProto Sharing(string name, ReadOnlySpan<int> shape, Tensor values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Float, RawData = UnsafeByteOperations.UnsafeWrap(values.Bytes) };
        foreach (var length in shape)
            tensor.Dims.Add(length);
        return tensor;
    }

    /// <returns>The float elements, or null when the tensor is of another type or its length does not fit its shape.</returns>
    public static float[]? Floats(this TensorProto tensor)
    {
        if (tensor.DataType != (int)DataType.Float)
            return null;
        float[] values = tensor.HasRawData
            ? tensor.RawData.Length % sizeof(float) == 0 ? [.. MemoryMarshal.Cast<byte, float>(tensor.RawData.Span)] : []
            : [.. tensor.FloatData];
        return values.Length == Count(tensor) ? values : null;
    }

    /// <returns>The 64-bit elements, or null when the tensor is of another type or its length does not fit its shape.</returns>
    public static long[]? Longs(this TensorProto tensor)
    {
        if (tensor.DataType != (int)DataType.Int64)
            return null;
        long[] values = tensor.HasRawData
            ? tensor.RawData.Length % sizeof(long) == 0 ? [.. MemoryMarshal.Cast<byte, long>(tensor.RawData.Span)] : []
            : [.. tensor.Int64Data];
        return values.Length == Count(tensor) ? values : null;
    }

    private static Int128 Count(TensorProto tensor) => tensor.Dims.Aggregate((Int128)1, (count, length) => unchecked(count * length));
}
