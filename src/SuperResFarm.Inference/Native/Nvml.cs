using System.Runtime.InteropServices;
using System.Text;

namespace SuperResFarm.Inference.Native;

/// <summary>The library itself. To be used only where <see cref="NvmlNative.Fault"/> is null.</summary>
internal sealed class Nvml : INvml
{
    private const int LongestText = 96;   // NVML_DEVICE_NAME_V2_BUFFER_SIZE, the longest of all

    private delegate NvmlReturn TextCall(Span<byte> text, uint length);

    public NvmlReturn Init() => Guarded(NvmlNative.Init);

    public NvmlReturn Shutdown() => Guarded(NvmlNative.Shutdown);

    public string Describe(NvmlReturn result) => Marshal.PtrToStringUTF8(NvmlNative.ErrorString(result)) ?? $"NVML error {(int)result}";

    public NvmlReturn DriverVersion(out string version) => Text(NvmlNative.DriverVersion, out version);

    public NvmlReturn CudaVersion(out int version)
    {
        var found = 0;
        var result = Guarded(() => NvmlNative.CudaVersion(out found));
        version = found;
        return result;
    }

    public NvmlReturn Count(out int count)
    {
        var result = NvmlNative.Count(out var found);
        count = (int)found;
        return result;
    }

    public NvmlReturn HandleByIndex(int index, out nint device) => NvmlNative.HandleByIndex((uint)index, out device);

    public NvmlReturn HandleByUuid(string uuid, out nint device) => NvmlNative.HandleByUuid(uuid, out device);

    public NvmlReturn Name(nint device, out string name) => Text((text, length) => NvmlNative.Name(device, text, length), out name);

    public NvmlReturn Uuid(nint device, out string uuid) => Text((text, length) => NvmlNative.Uuid(device, text, length), out uuid);

    public NvmlReturn PciBusId(nint device, out string busId)
    {
        var pci = default(NvmlPci);
        var result = Guarded(() => NvmlNative.Pci(device, out pci));
        busId = TextOf(pci.BusId).ToUpperInvariant();
        return result;
    }

    public NvmlReturn MigMode(nint device, out bool on)
    {
        var current = 0u;
        var result = Guarded(() => NvmlNative.MigMode(device, out current, out _));
        on = current != 0;
        return result;
    }

    public NvmlReturn MaxMigDevices(nint device, out int count)
    {
        var found = 0u;
        var result = Guarded(() => NvmlNative.MaxMigDevices(device, out found));
        count = (int)found;
        return result;
    }

    public NvmlReturn MigDevice(nint device, int index, out nint slice)
    {
        nint found = 0;
        var result = Guarded(() => NvmlNative.MigDevice(device, (uint)index, out found));
        slice = found;
        return result;
    }

    public NvmlReturn Memory(nint device, out NvmlMemory bytes) => NvmlNative.Memory(device, out bytes);

    public NvmlReturn Memory2(nint device, out NvmlMemory2 bytes)
    {
        var filled = new NvmlMemory2 { Version = NvmlMemory2.ThisVersion };
        var result = Guarded(() => NvmlNative.Memory2(device, ref filled));
        bytes = filled;
        return result;
    }

    private static NvmlReturn Text(TextCall call, out string text)
    {
        var bytes = new byte[LongestText];
        var result = Guarded(() => call(bytes, (uint)bytes.Length));
        text = TextOf(bytes);
        return result;
    }

    private static string TextOf(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes[..(bytes.IndexOf((byte)0) is >= 0 and var end ? end : bytes.Length)]);

    private static NvmlReturn Guarded(Func<NvmlReturn> call)
    {
        try
        {
            return call();
        }
        catch (EntryPointNotFoundException)
        {
            return NvmlReturn.FunctionNotFound;
        }
    }
}
