using System.Globalization;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Inference.Choosing;

/// <summary>What runs networks in this process.</summary>
/// <param name="Providers">One for each device, at least one; each was tried.</param>
/// <param name="Reason">Why these, without a full stop.</param>
/// <param name="Warnings">Sentences for the user.</param>
public sealed record ProviderChoice(IReadOnlyList<IProvider> Providers, string Reason, IReadOnlyList<string> Warnings)
{
    private const long LeastBudget = 64_000_000;

    /// <summary>Chooses and tries.</summary>
    /// <exception cref="FarmException">What was asked for is not here or does not work (<see cref="FailureCode.DeviceUnavailable"/>); the message has the
    /// remedy. Or the settings are wrong (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public static ProviderChoice Open(EngineOptions options) => Open(options, OnnxBuild.OfThisProcess, NvmlProbe.OfThisMachine, CudaEnvironment.OfThisProcess);

    internal static ProviderChoice Open(EngineOptions options, OnnxBuild build, IGpuProbe probe, CudaEnvironment environment)
    {
        var inventory = probe.List();
        var view = CudaOrder.Of(inventory.Gpus, environment);
        var decision = ProviderDecision.Of(options, build, inventory, view, environment);
        try
        {
            return Open(options, decision, view, probe);
        }
        catch (FarmException absent) when (absent.Code == FailureCode.DeviceUnavailable && decision.Kind != ProviderKind.Cpu && MayFallBack(options))
        {
            return Open(options, ProviderDecision.Fallback(absent), view, probe);
        }
    }

    private static bool MayFallBack(EngineOptions options) =>
        options.AllowCpuFallback || options.Gpu.Count == 0 && ProviderName.Read(options.Provider)!.Value.Kind == ProviderKind.Auto;

    private static ProviderChoice Open(EngineOptions options, ProviderDecision decision, CudaView view, IGpuProbe probe)
    {
        var half = options.PrecisionOn(processor: false);
        IReadOnlyList<IProvider> providers = decision.Kind switch
        {
            ProviderKind.Cuda => [.. decision.Gpus.Select(gpu => new CudaProvider(gpu, options.Cuda, half, LimitOf(gpu, options, probe)))],
            ProviderKind.TensorRt => [.. decision.Gpus.Select(gpu => new TensorRtProvider(gpu, options.TensorRt, options.Cuda, half, LimitOf(gpu, options, probe)))],
            ProviderKind.Plugin => Plugged(options, view),
            _ => [new CpuProvider(options.ArenaMegabytes, options.PrecisionOn(processor: true))],
        };
        if (decision.Kind != ProviderKind.Cpu)
            foreach (var provider in providers)
                ProviderTrial.Run(provider);
        return new(providers, decision.Reason, decision.Warning is { } warning ? [warning] : []);
    }

    // A plugin may know the processor too; that is wanted only where it knows nothing else.
    private static IReadOnlyList<PluginProvider> Plugged(EngineOptions options, CudaView view)
    {
        var all = PluginProvider.Load(
            ProviderName.Read(options.Provider)!.Value.Library!, view.Devices, options.Precision == PrecisionChoice.Auto ? null : options.PrecisionOn(processor: false));
        List<PluginProvider> gpus = [.. all.Where(provider => provider.Device.Kind == DeviceKind.Gpu)];
        return options.Gpu.Count == 0 && gpus.Count == 0 ? all : GpuPick.Of(gpus, provider => provider.Device, options.Gpu);
    }

    private static long LimitOf(Device gpu, EngineOptions options, IGpuProbe probe)
    {
        var free = new DeviceMemory(probe).FreeBytes(gpu);
        return options.Budget.Of(gpu, free) is >= LeastBudget and var limit ? limit : throw FarmException.Rejected(
            FailureCode.DeviceUnavailable,
            string.Create(CultureInfo.InvariantCulture, $"{gpu.Name} has {free / 1e6:0} MB free, of which {options.MemoryReserveMegabytes} MB are reserved: ")
            + "end what takes the rest, or lower Engine:MemoryReserveMegabytes.");
    }
}
