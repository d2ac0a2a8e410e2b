using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SuperResFarm.Inference.Native;

/// <summary>Where a GPU sits. Source: NVML API reference, nvmlPciInfo_t of nvmlDeviceGetPciInfo_v3; 68 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlPci
{
    public NvmlText16 LegacyBusId;
    public uint Domain, Bus, Device, DeviceId, SubsystemId;
    public NvmlText32 BusId;
}

/// <summary>Bytes of a GPU's memory; <c>Used</c> includes what the driver reserved. Source: nvmlMemory_t; 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemory
{
    public ulong Total, Free, Used;
}

/// <summary>Bytes of a GPU's memory, the driver's own apart. Source: nvmlMemory_v2_t; 40 bytes, four of them padding.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemory2
{
    /// <summary>What the struct says of itself: its size, and 2 in the highest byte.</summary>
    public static readonly uint ThisVersion = (uint)Unsafe.SizeOf<NvmlMemory2>() | (2u << 24);

    public uint Version;
    public ulong Total, Reserved, Free, Used;
}

[InlineArray(16)]
internal struct NvmlText16
{
    private byte _first;
}

[InlineArray(32)]
internal struct NvmlText32
{
    private byte _first;
}
