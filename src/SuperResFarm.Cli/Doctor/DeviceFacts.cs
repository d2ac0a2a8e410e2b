using System.CommandLine;
using System.Globalization;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Cli.Doctor;

/// <summary>What <c>doctor</c> says of devices and of what runs networks on them.</summary>
internal static class DeviceFacts
{
    public static IEnumerable<(string, string)> Processor()
    {
        var cpu = CpuDevice.Probe();
        return
        [
            ("name", cpu.Name),
            ("cores", cpu.Places.ToString(CultureInfo.InvariantCulture)),
            ("memory", Bytes(CpuDevice.FreeBytes(), cpu.TotalBytes)),
        ];
    }

    public static IEnumerable<(string, string)> Gpus(GpuInventory found, CudaEnvironment environment, IGpuProbe probe)
    {
        var view = CudaOrder.Of(found.Gpus, environment);
        yield return ("driver", found.Driver is { } driver ? $"{driver}, runs CUDA up to {found.Cuda ?? "?"}" : found.Fault ?? "none: no NVIDIA driver on this machine");
        if (found.Driver is not null && found.Fault is { } fault)
            yield return ("fault", fault);
        foreach (var (name, value) in new[] { ("CUDA_VISIBLE_DEVICES", environment.VisibleDevices), ("CUDA_DEVICE_ORDER", environment.DeviceOrder) })
            if (value is not null && found.Driver is not null)
                yield return (name, $"'{value}'");
        if (view.Fault is { } unknown)
            yield return ("numbers", unknown);
        foreach (var gpu in found.Gpus.OrderBy(gpu => gpu.PciBusId, StringComparer.Ordinal))
        {
            yield return (NumberOf(gpu.Uuid, gpu.Sliced), $"{gpu.Name}, {gpu.Uuid}, {gpu.PciBusId}, {(gpu.Sliced ? $"cut into {gpu.Slices.Count} slices" : MemoryOf(gpu.Uuid, gpu.TotalBytes))}");
            foreach (var slice in gpu.Slices)
                yield return (NumberOf(slice.Uuid, false), $"{slice.Name}, {slice.Uuid}, {MemoryOf(slice.Uuid, slice.TotalBytes)}");
        }
        foreach (var note in found.Notes)
            yield return ("note", note);

        string NumberOf(string uuid, bool sliced) =>
            view.Devices.FirstOrDefault(device => device.Gpu!.Uuid == uuid) is { } device ? $"GPU {device.Gpu!.Ordinal}" : sliced ? "sliced" : "hidden";

        string MemoryOf(string uuid, long total)
        {
            try
            {
                return Bytes(probe.MemoryOf(uuid).FreeBytes, total);
            }
            catch (FarmException gone)
            {
                return gone.Message;
            }
        }
    }

    public static IEnumerable<(string, string)> Build(OnnxBuild build) =>
    [
        ("built for", build.Accelerator),
        ("in this build", string.Join(", ", build.Providers)),
    ];

    /// <returns>What the command line chooses and why, or why it cannot be had.</returns>
    public static (IEnumerable<(string, string)> Rows, IReadOnlyList<IProvider> Providers, int ExitCode) Chosen(DeviceOptions options, ParseResult parsed)
    {
        try
        {
            var choice = options.Open(parsed);
            return ([
                .. choice.Providers.Select(provider => ("chosen", $"{provider.Device.Name}: {provider.Fingerprint}")),
                ("because", choice.Reason),
                .. choice.Warnings.Select(warning => ("warning", warning)),
            ], choice.Providers, ExitCodes.Good);
        }
        catch (FarmException absent) when (absent.Code == FailureCode.DeviceUnavailable)
        {
            return ([("chosen", $"none. {absent.Message}")], [], ExitCodes.Of(absent.Code));
        }
    }

    /// <summary>Holds the results of devices against the processor's, on one small tile each; the processor is not held against itself.</summary>
    /// <returns>A line for each, and the exit code: not good when one of them computes wrong results, or none.</returns>
    public static async Task<(IReadOnlyList<(string, string)> Rows, int ExitCode)> ComparedAsync(IReadOnlyList<IProvider> providers, CancellationToken ct)
    {
        var (rows, exitCode) = (new List<(string, string)>(), ExitCodes.Good);
        foreach (var provider in providers.Where(provider => provider.Device.Kind != DeviceKind.Cpu))
        {
            var finding = await CompareAsync(provider, ct);
            rows.Add(("compared", $"{provider.Device.Name}: {finding.Text}{(finding.Remedy is { } remedy ? $": {remedy}" : "")}"));
            exitCode = finding.Verdict == Verdict.Fail ? ExitCodes.Environment : exitCode;
        }
        return (rows, exitCode);
    }

    private static async Task<Finding> CompareAsync(IProvider provider, CancellationToken ct)
    {
        try
        {
            return await ParityCheck.QuickAsync(provider, ct);
        }
        catch (FarmException fault)
        {
            return new(Verdict.Fail, fault.Message.TrimEnd('.'), "'superres doctor --accept' tells more");
        }
    }

    private static string Bytes(long free, long total) => string.Create(CultureInfo.InvariantCulture, $"{free / 1e9:0.0} of {total / 1e9:0.0} GB free");
}
