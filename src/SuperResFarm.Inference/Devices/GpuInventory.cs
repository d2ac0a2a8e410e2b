namespace SuperResFarm.Inference.Devices;

/// <summary>The GPUs of a machine as their driver tells.</summary>
public sealed record GpuInventory
{
    /// <summary>In no order that means anything.</summary>
    public IReadOnlyList<GpuFacts> Gpus { get; init; } = [];

    /// <summary>Version of the driver; null when there is none that answers.</summary>
    public string? Driver { get; init; }

    /// <summary>Newest version of CUDA that the driver runs, such as <c>13.0</c>; null when it does not tell.</summary>
    public string? Cuda { get; init; }

    /// <summary>Why a driver that is here tells nothing; null when all is well, and when there is no driver.</summary>
    public string? Fault { get; init; }

    /// <summary>Sentences about single GPUs that could not be asked.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>One GPU.</summary>
/// <param name="Uuid">Its name for life, <c>GPU-</c> and 36 characters.</param>
/// <param name="Name">Name as its maker gives it.</param>
/// <param name="PciBusId">Where it sits: domain in eight, bus and device in two hexadecimal digits, <c>00000000:3B:00.0</c>.</param>
/// <param name="TotalBytes">Its memory; 0 where the driver tells it to administrators only, as that of a sliced GPU.</param>
/// <param name="Sliced">Whether it is cut into slices (MIG mode): then only these can be used.</param>
/// <param name="Slices">The slices that this process may see.</param>
public sealed record GpuFacts(string Uuid, string Name, string PciBusId, long TotalBytes, bool Sliced, IReadOnlyList<GpuSlice> Slices);

/// <summary>A slice of a GPU with memory of its own (MIG).</summary>
/// <param name="Uuid">Its name, <c>MIG-</c> and 36 characters.</param>
/// <param name="Name">Name of the GPU and the kind of the slice.</param>
/// <param name="TotalBytes">Its memory.</param>
public sealed record GpuSlice(string Uuid, string Name, long TotalBytes);
