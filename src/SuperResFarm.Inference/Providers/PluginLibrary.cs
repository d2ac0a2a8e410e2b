using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Inference.Providers;

/// <summary>Libraries that bring a provider of their own; each is loaded once and stays.</summary>
internal static class PluginLibrary
{
    private static readonly Lock _lock = new();
    private static readonly Dictionary<string, IReadOnlyList<OrtEpDevice>> _loaded = [];

    /// <summary>Loads a library. It runs as a part of this program: only ones that the user chose.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What it can run networks on, at least one.</returns>
    /// <exception cref="FarmException">There is no such file, it is no provider library, or it knows no device of this machine
    /// (<see cref="FailureCode.DeviceUnavailable"/>).</exception>
    public static IReadOnlyList<OrtEpDevice> Devices(string path)
    {
        var file = Path.GetFullPath(path);
        if (!File.Exists(file))
            throw FarmException.Rejected(FailureCode.DeviceUnavailable, $"The provider library '{path}' does not exist: give the path of an ONNX Runtime plugin, lib*.so.");
        lock (_lock)
        {
            if (!_loaded.TryGetValue(file, out var devices))
                _loaded[file] = devices = Load(file, path);
            return devices.Count > 0 ? devices : throw FarmException.Rejected(
                FailureCode.DeviceUnavailable, $"The provider library '{path}' finds no device of this machine that it can use: see what it needs.");
        }
    }

    private static List<OrtEpDevice> Load(string file, string path)
    {
        var environment = OnnxEnvironment.Instance;
        try
        {
            environment.RegisterExecutionProviderLibrary(file, file);
        }
        catch (OnnxRuntimeException fault)
        {
            throw FarmException.Rejected(
                FailureCode.DeviceUnavailable,
                $"'{path}' is no provider library for {OnnxEnvironment.Version}: {ProviderFaults.Explain(fault)}.", fault);
        }
        // Devices tell which library they came with.
        return [.. environment.GetEpDevices().Where(device => device.EpMetadata.Entries.TryGetValue("library_path", out var origin) && origin == file)];
    }
}
