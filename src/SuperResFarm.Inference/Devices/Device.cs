using System.Globalization;

namespace SuperResFarm.Inference.Devices;

/// <summary>Something that runs networks.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Name as its maker gives it; devices of one name are equally fast.</param>
/// <param name="Places">Networks worth running at the same time on it: the cores of a processor.</param>
/// <param name="TotalBytes">Memory that networks may take together with everybody else.</param>
public sealed record Device(DeviceKind Kind, string Name, int Places, long TotalBytes)
{
    /// <summary>Which GPU it is; null for the processor, and for a device whose driver is not NVIDIA's.</summary>
    public GpuAddress? Gpu { get; init; }

    /// <summary>A short name among the devices of this process: <c>cpu</c>, or <c>gpu0</c> as CUDA counts.</summary>
    public string Label => Kind == DeviceKind.Cpu ? "cpu" : string.Create(CultureInfo.InvariantCulture, $"gpu{Gpu?.Ordinal ?? 0}");
}
