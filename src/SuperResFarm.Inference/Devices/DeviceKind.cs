namespace SuperResFarm.Inference.Devices;

/// <summary>What computes.</summary>
public enum DeviceKind
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A graphics processor, or a slice of one.</summary>
    Gpu,
}
