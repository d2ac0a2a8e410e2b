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
