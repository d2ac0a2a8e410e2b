using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Inference.Choosing;

/// <summary>Which provider is to run networks on which GPUs; whether it works is not tried yet.</summary>
/// <param name="Kind">Never <see cref="ProviderKind.Auto"/>.</param>
/// <param name="Gpus">The GPUs; none for the processor and for plugins.</param>
/// <param name="Reason">Why, without a full stop.</param>
/// <param name="Warning">What the user should know of it; null when nothing.</param>
internal sealed record ProviderDecision(ProviderKind Kind, IReadOnlyList<Device> Gpus, string Reason, string? Warning = null)
{
    /// <exception cref="FarmException">What was asked for is not here (<see cref="FailureCode.DeviceUnavailable"/>), or contradicts itself
    /// (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public static ProviderDecision Of(EngineOptions options, OnnxBuild build, GpuInventory inventory, CudaView view, CudaEnvironment environment)
    {
        if (EngineRules.MistakesIn(options).ToList() is { Count: > 0 } mistakes)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, string.Join(' ', mistakes));
        var name = ProviderName.Read(options.Provider)!.Value;
        if (name.Kind is ProviderKind.Cpu or ProviderKind.Plugin)
            return new(name.Kind, [], "it was asked for");
        var automatic = name.Kind == ProviderKind.Auto && options.Gpu.Count == 0;
        var kind = name.Kind == ProviderKind.Auto ? ProviderKind.Cuda : name.Kind;

        var obstacle = ObstacleTo(kind, build, inventory, view, environment);
        if (automatic)
            return obstacle is null
                ? new(kind, view.Devices, "this build has it, and a GPU is visible")
                : new(ProviderKind.Cpu, [], obstacle, inventory.Fault is { } fault && build.HasCuda ? $"The processor is used: {fault}." : null);
        try
        {
            return obstacle is null
                ? new(kind, GpuPick.Of(view.Devices, device => device, options.Gpu), "it was asked for")
                : throw FarmException.Rejected(FailureCode.DeviceUnavailable, $"{Wanted(options, kind)} was asked for, but {obstacle}.");
        }
        catch (FarmException absent) when (options.AllowCpuFallback && absent.Code == FailureCode.DeviceUnavailable)
        {
            return Fallback(absent);
        }
    }

    /// <returns>The processor instead.</returns>
    public static ProviderDecision Fallback(FarmException absent) => new(ProviderKind.Cpu, [], "it is the fallback", $"The processor is used instead. {absent.Message}");

    private static string Wanted(EngineOptions options, ProviderKind kind) =>
        options.Gpu.Count > 0 ? $"GPU {string.Join(", ", options.Gpu.Select(gpu => $"'{gpu}'"))}" : kind == ProviderKind.TensorRt ? "TensorRT" : "CUDA";

    // From what is built to what is plugged in: the first thing that is missing is the one to begin with.
    private static string? ObstacleTo(ProviderKind kind, OnnxBuild build, GpuInventory inventory, CudaView view, CudaEnvironment environment) =>
        !build.HasCuda ? build.LackOfCuda
        : kind == ProviderKind.TensorRt && !build.HasTensorRt ? "the ONNX Runtime library of this build has no TensorRT"
        : inventory.Fault ?? view.Fault ?? (
            view.Devices.Count > 0 ? null
            : inventory.Driver is null ? "there is no NVIDIA driver: install it, or start the container with GPUs (--gpus all)"
            : inventory.Gpus.Count == 0 ? string.Join(' ', ["the NVIDIA driver has no GPU that this process may use", .. inventory.Notes.Select(note => $"({note.TrimEnd('.')})")])
            : environment.VisibleDevices is { } visible ? $"CUDA_VISIBLE_DEVICES='{visible}' hides every GPU: see 'superres doctor'"
            : "every GPU is cut into slices (MIG), and this process sees none of them");
}
