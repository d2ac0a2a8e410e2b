namespace SuperResFarm.Models.Onnx;

/// <summary>Elements of the images a network takes and returns, interleaved (NHWC).</summary>
public enum SampleType
{
    /// <summary>Bytes, 0 to 255.</summary>
    UInt8,

    /// <summary>16-bit samples, 0 to 65535.</summary>
    UInt16,

    /// <summary>Floats, 0 to 1; results are clamped, not rounded.</summary>
    Float32,
}
