using SuperResFarm.Inference.Native;

namespace SuperResFarm.Inference.Devices;

/// <summary>The variables that tell CUDA which GPUs it sees and in which order.</summary>
/// <param name="VisibleDevices">CUDA_VISIBLE_DEVICES; null when it is not set.</param>
/// <param name="DeviceOrder">CUDA_DEVICE_ORDER; null when it is not set.</param>
public sealed record CudaEnvironment(string? VisibleDevices, string? DeviceOrder)
{
    /// <summary>The order in which the GPUs sit in the machine, the only one that can be known from outside of CUDA.</summary>
    public const string ByPlace = "PCI_BUS_ID";

    private static readonly Lazy<CudaEnvironment> _ofThisProcess = new(() =>
        new(LibC.Environment("CUDA_VISIBLE_DEVICES"), LibC.SetUnlessSet("CUDA_DEVICE_ORDER", ByPlace)));

    /// <summary>What CUDA sees in this process. CUDA puts the fastest GPU first unless it is told otherwise, and nobody else can tell which it
    /// holds for the fastest; so it is told to go by place, unless it was told something already. To be asked for before CUDA starts.</summary>
    public static CudaEnvironment OfThisProcess => _ofThisProcess.Value;
}
