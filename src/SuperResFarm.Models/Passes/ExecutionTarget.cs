namespace SuperResFarm.Models.Passes;

/// <summary>What a graph will run on.</summary>
public enum ExecutionTarget
{
    /// <summary>ONNX Runtime's own kernels on the CPU.</summary>
    Cpu,

    /// <summary>ONNX Runtime's CUDA kernels.</summary>
    Cuda,

    /// <summary>TensorRT, as one engine or below ONNX Runtime.</summary>
    TensorRt,
}
