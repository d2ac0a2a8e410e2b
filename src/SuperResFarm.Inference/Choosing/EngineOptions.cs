using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Choosing;

/// <summary>What runs networks, and with how much memory.</summary>
public sealed record EngineOptions
{
    /// <summary>Name of the section in the configuration.</summary>
    public const string Section = "Engine";

    /// <value>auto, cuda, tensorrt, cpu or plugin:LIBRARY. The default, auto: CUDA where this build has it and sees a GPU, else the processor. Anything
    /// else is an error where it is not to be had.</value>
    public string Provider { get; init; } = "auto";

    /// <value>Which GPUs: their numbers from 0 among those that are visible, or their UUIDs, or beginnings of these that only one has. None, the default: all
    /// that are visible.</value>
    public IReadOnlyList<string> Gpu { get; init; } = [];

    /// <value>Whether the processor does the work, with a warning, where a provider that was asked for is not to be had. Default: no.</value>
    public bool AllowCpuFallback { get; init; }

    /// <value>Arithmetic of networks that have both: Auto, Single or Half. The default, Auto: half on GPUs, where it is more than twice as fast, and
    /// single on the processor, where it is slower.</value>
    public PrecisionChoice Precision { get; init; } = PrecisionChoice.Auto;

    /// <value>Share of a GPU's free memory, the reserve taken off, that networks may take: 0.05 to 0.95, default 0.85.</value>
    public double MemoryShare { get; init; } = 0.85;

    /// <value>Megabytes of a GPU's free memory that are left to CUDA and its kernels, which count for no limit: 0 to 65 536, default 1 024.</value>
    public int MemoryReserveMegabytes { get; init; } = 1024;

    /// <value>Megabytes that networks on the processor may take at most, all together: 64 to 4095; null, the default: no cap.</value>
    public int? ArenaMegabytes { get; init; }

    /// <value>Megabytes that the weights of loaded models may take: 16 to 1 000 000; those that were not used for longest go first, and a model in use stays.
    /// Null, the default: a quarter of what is free on the device at the start.</value>
    public int? ModelMegabytes { get; init; }

    /// <value>Whether memory and speed of a model are measured before its first image on a device that it was not measured on yet: a few seconds, during which
    /// no other image runs. Null, the default: on GPUs, where plans without it would leave most of the device idle, and not on the processor.</value>
    public bool? Calibrate { get; init; }

    /// <value>How CUDA works.</value>
    public CudaOptions Cuda { get; init; } = new();

    /// <value>How TensorRT works.</value>
    public TensorRtOptions TensorRt { get; init; } = new();

    /// <summary>How much of a device's memory networks may take.</summary>
    internal MemoryBudget Budget => new(MemoryShare, MemoryReserveMegabytes * 1_000_000L);

    /// <returns>The arithmetic on a processor or on anything else.</returns>
    internal Precision PrecisionOn(bool processor) => Precision switch
    {
        PrecisionChoice.Single => Models.Cards.Precision.Single,
        PrecisionChoice.Half => Models.Cards.Precision.Half,
        _ => processor ? Models.Cards.Precision.Single : Models.Cards.Precision.Half,
    };
}

/// <summary>Which arithmetic is wanted.</summary>
public enum PrecisionChoice
{
    /// <summary>What suits the device.</summary>
    Auto,

    /// <summary>32 bits.</summary>
    Single,

    /// <summary>16 bits.</summary>
    Half,
}
