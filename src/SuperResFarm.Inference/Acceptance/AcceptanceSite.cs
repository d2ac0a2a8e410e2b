using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>What an acceptance asks beside the engine; replaced in tests.</summary>
internal sealed record AcceptanceSite
{
    /// <summary>Asks the driver.</summary>
    public IGpuProbe Gpus { get; init; } = NvmlProbe.OfThisMachine;

    /// <summary>What CUDA sees.</summary>
    public CudaEnvironment Environment { get; init; } = CudaEnvironment.OfThisProcess;

    /// <summary>Opens what is chosen.</summary>
    public Func<EngineOptions, ProviderChoice> Open { get; init; } = ProviderChoice.Open;

    /// <summary>Where memory of a provider can be made to end; null where the provider's own way is to be taken.</summary>
    public required Func<IProvider, IDrillGround?> Ground { get; init; }

    /// <summary>Dates measurements.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
