namespace SuperResFarm.Inference.Acceptance;

/// <summary>Names of the steps.</summary>
public static class Steps
{
    /// <summary>The GPUs that the driver tells of, and whether those that are used are the ones that CUDA numbers so.</summary>
    public const string Driver = "driver";

    /// <summary>What runs networks, and whether its libraries belong together.</summary>
    public const string Provider = "provider";

    /// <summary>The device's memory.</summary>
    public const string Memory = "memory";

    /// <summary>Loading the network on all lanes.</summary>
    public const string Model = "model";

    /// <summary>Whether the device's pixels are those of the graph.</summary>
    public const string Parity = "parity";

    /// <summary>Whether a tile's pixels are the same at every run, on every lane and in a batch.</summary>
    public const string Determinism = "determinism";

    /// <summary>Whether memory grows with the pixels as plans believe.</summary>
    public const string Calibration = "calibration";

    /// <summary>How a photo would be done.</summary>
    public const string Plan = "plan";

    /// <summary>Whether an image survives that memory ends.</summary>
    public const string OutOfMemory = "out-of-memory";

    /// <summary>How fast it is.</summary>
    public const string Throughput = "throughput";

    /// <summary>Those that are done on each device, in order.</summary>
    public static IReadOnlyList<string> OfDevice { get; } = [Memory, Model, Parity, Determinism, Calibration, Plan, OutOfMemory, Throughput];
}
