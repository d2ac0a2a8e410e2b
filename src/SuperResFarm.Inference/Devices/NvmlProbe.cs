using System.Globalization;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Native;

namespace SuperResFarm.Inference.Devices;

/// <summary>Asks NVIDIA's management library, which comes with the driver.</summary>
public sealed class NvmlProbe : IGpuProbe, IDisposable
{
    private static readonly Lazy<NvmlProbe> _ofThisMachine = new(Open);

    private readonly INvml? _nvml;
    private readonly string? _fault;

    internal NvmlProbe(INvml? nvml, string? fault = null)
    {
        var result = nvml?.Init();
        (_nvml, _fault) = result is null or NvmlReturn.Success ? (nvml, fault) : (null, $"the NVIDIA driver does not start: {nvml!.Describe(result.Value)}");
    }

    /// <summary>The probe that the whole process shares; opened at the first use, and never disposed of.</summary>
    public static NvmlProbe OfThisMachine => _ofThisMachine.Value;

    /// <inheritdoc/>
    public GpuInventory List()
    {
        if (_nvml is null)
            return new GpuInventory { Fault = _fault };
        var notes = new List<string>();
        var gpus = new List<GpuFacts>();
        var counted = _nvml.Count(out var count);
        for (var index = 0; index < count; index++)
            if (FactsOf(index, notes) is { } gpu)
                gpus.Add(gpu);
        return new GpuInventory
        {
            Gpus = gpus,
            Driver = _nvml.DriverVersion(out var driver) == NvmlReturn.Success ? driver : null,
            Cuda = _nvml.CudaVersion(out var cuda) == NvmlReturn.Success ? string.Create(CultureInfo.InvariantCulture, $"{cuda / 1000}.{cuda % 1000 / 10}") : null,
            Fault = counted == NvmlReturn.Success ? null : $"the NVIDIA driver does not count its GPUs: {_nvml.Describe(counted)}",
            Notes = notes,
        };
    }

    /// <inheritdoc/>
    public GpuMemory MemoryOf(string uuid)
    {
        if (_nvml is null)
            throw Gone(uuid, _fault ?? "there is no NVIDIA driver");
        var result = _nvml.HandleByUuid(uuid, out var device);
        var memory = default(GpuMemory);
        if (result == NvmlReturn.Success)
            result = Ask(device, out memory);
        return result == NvmlReturn.Success ? memory : throw Gone(uuid, _nvml.Describe(result));
    }

    /// <inheritdoc/>
    public void Dispose() => _nvml?.Shutdown();

    private static NvmlProbe Open() => NvmlNative.Fault switch
    {
        null => new(new Nvml()),
        "" => new(null),
        var fault => new(null, $"the NVIDIA driver's {NvmlNative.FileName} cannot be loaded: {fault}"),
    };

    private static FarmException Gone(string uuid, string reason) => new(
        FailureCode.DeviceUnavailable, Disposition.Requeue, $"The GPU {uuid} does not answer: {reason}. See what 'nvidia-smi' says of it; it may need a restart of the machine.");

    private GpuFacts? FactsOf(int index, List<string> notes)
    {
        var (uuid, name, place) = ("", "", "");
        var result = _nvml!.HandleByIndex(index, out var device);
        if (result == NvmlReturn.Success)
            result = _nvml.Uuid(device, out uuid);
        if (result == NvmlReturn.Success)
            result = _nvml.Name(device, out name);
        if (result == NvmlReturn.Success)
            result = _nvml.PciBusId(device, out place);
        if (result != NvmlReturn.Success)
        {
            notes.Add($"The driver's GPU {index} is left out: {_nvml.Describe(result)}.");
            return null;
        }
        // Old GPUs have no such mode, old drivers no such question.
        var sliced = _nvml.MigMode(device, out var on) == NvmlReturn.Success && on;
        return new GpuFacts(uuid, name, place, TotalOf(device), sliced, sliced ? SlicesOf(device, name, notes) : []);
    }

    private List<GpuSlice> SlicesOf(nint device, string name, List<string> notes)
    {
        var slices = new List<GpuSlice>();
        _nvml!.MaxMigDevices(device, out var places);
        for (var index = 0; index < places; index++)
        {
            var result = _nvml.MigDevice(device, index, out var slice);
            if (result == NvmlReturn.NotFound)
                continue;   // places need not be filled
            var uuid = "";
            if (result == NvmlReturn.Success)
                result = _nvml.Uuid(slice, out uuid);
            if (result == NvmlReturn.Success)
                slices.Add(new GpuSlice(uuid, _nvml.Name(slice, out var own) == NvmlReturn.Success ? own : $"{name} MIG", TotalOf(slice)));
            else
                notes.Add($"Slice {index} of {name} is left out: {_nvml.Describe(result)}.");
        }
        return slices;
    }

    // A sliced GPU tells its memory to administrators only.
    private long TotalOf(nint device) => Ask(device, out var memory) == NvmlReturn.Success ? memory.TotalBytes : 0;

    // What is used is computed: the two questions count what the driver reserved differently.
    private NvmlReturn Ask(nint device, out GpuMemory memory)
    {
        var result = _nvml!.Memory2(device, out var both);
        var (total, free) = (both.Total, both.Free);
        if (result != NvmlReturn.Success)
        {
            result = _nvml.Memory(device, out var old);
            (total, free) = (old.Total, old.Free);
        }
        memory = result == NvmlReturn.Success ? new((long)total, (long)free, (long)(total - free)) : default;
        return result;
    }
}
