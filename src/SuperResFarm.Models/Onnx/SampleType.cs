namespace SuperResFarm.Models.Onnx;

/// <summary>Elements that a network's input and output are made of.</summary>
public enum SampleType
{
    /// <summary>Interleaved bytes, 0 to 255, NHWC.</summary>
    UInt8,

    /// <summary>Interleaved 16-bit samples, 0 to 65535, NHWC.</summary>
    UInt16,

    /// <summary>Planar floats, nominally 0 to 1 and not clamped, NCHW: the network itself, for comparing it with references.</summary>
    Float32,
}
