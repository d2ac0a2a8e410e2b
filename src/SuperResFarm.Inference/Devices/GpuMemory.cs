namespace SuperResFarm.Inference.Devices;

/// <summary>Memory of a GPU or slice at one moment.</summary>
/// <param name="TotalBytes">All of it.</param>
/// <param name="FreeBytes">Not taken by anybody.</param>
/// <param name="UsedBytes">Taken by programs and by the driver.</param>
public readonly record struct GpuMemory(long TotalBytes, long FreeBytes, long UsedBytes);
