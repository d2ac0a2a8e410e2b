using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Inference.Providers;

/// <summary>A provider from a library of its own, with its own settings.</summary>
public sealed class PluginProvider : IProvider
{
    private static readonly Dictionary<string, string> _itsOwn = [];

    private readonly OrtEpDevice _plugged;

    private PluginProvider(OrtEpDevice plugged, Device device, Precision precision)
    {
        (_plugged, Device, Precision) = (plugged, device, precision);
        Fingerprint = $"{plugged.EpName} {plugged.EpMetadata.Entries.GetValueOrDefault("version", "")}, {precision}, {OnnxEnvironment.Version}";
    }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <summary>Nothing is known of a plugin's kernels, so graphs are not rewritten for it; CUDA's are not either.</summary>
    public ExecutionTarget Target => ExecutionTarget.Cuda;

    /// <inheritdoc/>
    public Precision Precision { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>The processor's: whether a plugin has an arena cannot be asked, and every session has that one.</summary>
    public string Arena => "cpu:0";

    /// <inheritdoc/>
    public bool SharesSessions => false;

    /// <summary>Loads a library.</summary>
    /// <param name="path">The file.</param>
    /// <param name="gpus">The GPUs that CUDA sees, to know the devices again whose place the engine tells.</param>
    /// <param name="precision">Arithmetic; null: half where the device is no processor.</param>
    /// <returns>One provider for each device that the library can use, at least one.</returns>
    /// <exception cref="FarmException">As for any provider that is not here (<see cref="FailureCode.DeviceUnavailable"/>).</exception>
    public static IReadOnlyList<PluginProvider> Load(string path, IReadOnlyList<Device> gpus, Precision? precision) =>
        [.. PluginLibrary.Devices(path).Select(plugged => new PluginProvider(
            plugged, DeviceOf(plugged, gpus), precision ?? (plugged.HardwareDevice.Type == OrtHardwareDeviceType.CPU ? Precision.Single : Precision.Half)))];

    /// <inheritdoc/>
    /// <exception cref="FarmException">The plugin does not take a session (<see cref="FailureCode.DeviceUnavailable"/>).</exception>
    public SessionOptions CreateOptions(SessionUse use) => ProviderFaults.Guard(
        _plugged.EpName, () => ProviderSettings.With(session => session.AppendExecutionProvider(OnnxEnvironment.Instance, [_plugged], _itsOwn)));

    private static Device DeviceOf(OrtEpDevice plugged, IReadOnlyList<Device> gpus)
    {
        var hardware = plugged.HardwareDevice;
        var processor = CpuDevice.Probe();
        if (hardware.Type == OrtHardwareDeviceType.CPU)
            return processor;
        // Its memory is not told: that of the machine bounds whatever it shares with the processor.
        return hardware.Metadata.Entries.TryGetValue("pci_bus_id", out var place) && gpus.FirstOrDefault(gpu => gpu.Gpu!.PciBusId.EndsWith(place, StringComparison.OrdinalIgnoreCase)) is { } known
            ? known
            : new Device(DeviceKind.Gpu, $"{hardware.Vendor} {hardware.DeviceId:x4}", 1, processor.TotalBytes);
    }
}
