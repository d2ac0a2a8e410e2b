namespace SuperResFarm.Inference.Native;

/// <summary>NVML with .NET's types; tests have one with a script. A call that an old driver lacks is <see cref="NvmlReturn.FunctionNotFound"/>.</summary>
internal interface INvml
{
    NvmlReturn Init();

    NvmlReturn Shutdown();

    string Describe(NvmlReturn result);

    NvmlReturn DriverVersion(out string version);

    /// <param name="version">1000 times the major and 10 times the minor version of CUDA that the driver knows.</param>
    NvmlReturn CudaVersion(out int version);

    NvmlReturn Count(out int count);

    NvmlReturn HandleByIndex(int index, out nint device);

    /// <param name="uuid">Of a GPU or of a slice.</param>
    /// <param name="device">Its handle.</param>
    NvmlReturn HandleByUuid(string uuid, out nint device);

    NvmlReturn Name(nint device, out string name);

    NvmlReturn Uuid(nint device, out string uuid);

    /// <param name="device">The GPU.</param>
    /// <param name="busId">Domain in eight, bus and device in two upper-case hexadecimal digits: <c>00000000:3B:00.0</c>.</param>
    NvmlReturn PciBusId(nint device, out string busId);

    NvmlReturn MigMode(nint device, out bool on);

    NvmlReturn MaxMigDevices(nint device, out int count);

    NvmlReturn MigDevice(nint device, int index, out nint slice);

    NvmlReturn Memory(nint device, out NvmlMemory bytes);

    NvmlReturn Memory2(nint device, out NvmlMemory2 bytes);
}
