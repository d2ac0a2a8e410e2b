using SuperResFarm.Inference.Native;

namespace SuperResFarm.Tests.Inference.Devices;

/// <summary>A driver with one handle for each name; a handle is the place of its name plus one.</summary>
internal sealed class ScriptedNvml : INvml
{
    private const ulong Gigabyte = 1_000_000_000;

    public NvmlReturn Started { get; init; }

    /// <summary>GPUs first, then slices, in the order of their handles.</summary>
    public required string[] Uuids { get; init; }

    public required int Gpus { get; init; }

    /// <summary>What single calls say instead, by call and UUID.</summary>
    public Dictionary<(string Call, string Uuid), NvmlReturn> Faults { get; } = [];

    /// <summary>Whether the driver knows the newer question for memory.</summary>
    public bool Modern { get; init; } = true;

    public bool Sliced { get; init; }

    public bool IsShutDown { get; private set; }

    public NvmlReturn Init() => Started;

    public NvmlReturn Shutdown()
    {
        IsShutDown = true;
        return NvmlReturn.Success;
    }

    public string Describe(NvmlReturn result) => $"says {result}";

    public NvmlReturn DriverVersion(out string version) => Say(version = "580.1");

    public NvmlReturn CudaVersion(out int version) => Say(version = 13010);

    public NvmlReturn Count(out int count) => Say(count = Gpus);

    public NvmlReturn HandleByIndex(int index, out nint device) => Answer("handle", device = index + 1);

    public NvmlReturn HandleByUuid(string uuid, out nint device) =>
        (device = Array.IndexOf(Uuids, uuid) + 1) == 0 ? NvmlReturn.NotFound : Answer("handle by uuid", device);

    public NvmlReturn Name(nint device, out string name)
    {
        name = $"Card {UuidOf(device)}";
        return Answer("name", device);
    }

    public NvmlReturn Uuid(nint device, out string uuid)
    {
        uuid = UuidOf(device);
        return Answer("uuid", device);
    }

    public NvmlReturn PciBusId(nint device, out string busId)
    {
        busId = $"00000000:{device:X2}:00.0";
        return Answer("place", device);
    }

    public NvmlReturn MigMode(nint device, out bool on)
    {
        on = Sliced;
        return Answer("mode", device);
    }

    public NvmlReturn MaxMigDevices(nint device, out int count) => Say(count = 7);

    public NvmlReturn MigDevice(nint device, int index, out nint slice) => (slice = Gpus + index + 1) > Uuids.Length ? NvmlReturn.NotFound : Answer("slice", slice);

    public NvmlReturn Memory(nint device, out NvmlMemory bytes)
    {
        bytes = new() { Total = 10 * Gigabyte, Free = 4 * Gigabyte, Used = 6 * Gigabyte };
        return Answer("memory", device);
    }

    public NvmlReturn Memory2(nint device, out NvmlMemory2 bytes)
    {
        bytes = new() { Total = 10 * Gigabyte, Free = 3 * Gigabyte, Used = 6 * Gigabyte, Reserved = Gigabyte };
        return Modern ? Answer("memory", device) : NvmlReturn.FunctionNotFound;
    }

    private string UuidOf(nint device) => Uuids[(int)device - 1];

    private NvmlReturn Answer(string call, nint device) => Faults.GetValueOrDefault((call, UuidOf(device)));

    private static NvmlReturn Say<T>(T _) => NvmlReturn.Success;
}
