namespace SuperResFarm.Inference.Devices;

/// <summary>Which GPU a device is.</summary>
/// <param name="Uuid">Name for life of the GPU, or of the slice.</param>
/// <param name="PciBusId">Where the GPU sits, such as <c>00000000:3B:00.0</c>.</param>
/// <param name="Ordinal">What CUDA calls it in this process, from 0.</param>
/// <param name="Slice">Whether it is a slice of a GPU (MIG).</param>
public sealed record GpuAddress(string Uuid, string PciBusId, int Ordinal, bool Slice);
