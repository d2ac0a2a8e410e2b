using System.Reflection;
using System.Runtime.InteropServices;

namespace SuperResFarm.Inference.Native;

/// <summary>The NVML calls that finding GPUs and asking for their memory needs. Source: NVML API reference, Device Queries and Multi Instance GPU.</summary>
internal static partial class NvmlNative
{
    /// <summary>The library as the driver installs it; the name without a number comes with developer packages only.</summary>
    internal const string FileName = "libnvidia-ml.so.1";

    private const string Library = "nvml";

    private static readonly Lazy<string?> _fault = new(Load);
    private static nint _handle;

    /// <summary>Why the library cannot be used: empty when it is not on this machine; null when it can be used.</summary>
    internal static string? Fault => _fault.Value;

    [LibraryImport(Library, EntryPoint = "nvmlInit_v2")]
    internal static partial NvmlReturn Init();

    [LibraryImport(Library, EntryPoint = "nvmlShutdown")]
    internal static partial NvmlReturn Shutdown();

    // The bytes belong to the library.
    [LibraryImport(Library, EntryPoint = "nvmlErrorString")]
    internal static partial nint ErrorString(NvmlReturn result);

    [LibraryImport(Library, EntryPoint = "nvmlSystemGetDriverVersion")]
    internal static partial NvmlReturn DriverVersion(Span<byte> text, uint length);

    [LibraryImport(Library, EntryPoint = "nvmlSystemGetCudaDriverVersion_v2")]
    internal static partial NvmlReturn CudaVersion(out int version);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetCount_v2")]
    internal static partial NvmlReturn Count(out uint count);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetHandleByIndex_v2")]
    internal static partial NvmlReturn HandleByIndex(uint index, out nint device);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetHandleByUUID", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NvmlReturn HandleByUuid(string uuid, out nint device);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetName")]
    internal static partial NvmlReturn Name(nint device, Span<byte> text, uint length);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetUUID")]
    internal static partial NvmlReturn Uuid(nint device, Span<byte> text, uint length);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetPciInfo_v3")]
    internal static partial NvmlReturn Pci(nint device, out NvmlPci pci);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetMigMode")]
    internal static partial NvmlReturn MigMode(nint device, out uint current, out uint pending);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetMaxMigDeviceCount")]
    internal static partial NvmlReturn MaxMigDevices(nint device, out uint count);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetMigDeviceHandleByIndex")]
    internal static partial NvmlReturn MigDevice(nint device, uint index, out nint slice);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetMemoryInfo")]
    internal static partial NvmlReturn Memory(nint device, out NvmlMemory bytes);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetMemoryInfo_v2")]
    internal static partial NvmlReturn Memory2(nint device, ref NvmlMemory2 bytes);

    private static string? Load()
    {
        try
        {
            _handle = NativeLibrary.Load(FileName);
        }
        catch (DllNotFoundException fault)
        {
            // Below the first line are the linker's own words; they name the file that it misses: this one, or one that this one needs.
            var reason = fault.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [_, var words, ..] ? words : fault.Message;
            return reason.StartsWith($"{FileName}: cannot open shared object file: No such file", StringComparison.Ordinal) ? "" : reason;
        }
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Library ? _handle : 0);
        return null;
    }
}
