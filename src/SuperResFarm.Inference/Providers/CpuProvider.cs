using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Inference.Providers;

/// <summary>ONNX Runtime's own kernels, with the settings that won on the processor, each measured (docs/engine.md).</summary>
public sealed class CpuProvider : IProvider
{
    private static readonly Lazy<bool> _sharedArena = new(RegisterSharedArena);

    /// <inheritdoc/>
    public Device Device { get; } = CpuDevice.Probe();

    /// <inheritdoc/>
    public ExecutionTarget Target => ExecutionTarget.Cpu;

    /// <inheritdoc/>
    public Precision Precision => Precision.Single;

    /// <inheritdoc/>
    public string Fingerprint { get; } = $"cpu, ONNX Runtime {OnnxEnvironment.Instance.GetVersionString()}";

    /// <inheritdoc/>
    public string Arena => "cpu:0";

    /// <summary>One thread to a session: one session on each core with a tile of its own beats one session on all cores.</summary>
    public SessionOptions CreateOptions(SessionUse use)
    {
        _ = OnnxEnvironment.Instance;   // the first options would start one of their own
        var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,   // the blocked convolution layout needs it
            EnableMemoryPattern = false,    // plans per shape; shapes differ between images
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,   // faults reach the caller as exceptions
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");   // decode and encode want the core
        options.AddSessionConfigEntry("session.use_env_allocators", use == SessionUse.Images && _sharedArena.Value ? "1" : "0");
        return options;
    }

    // Without an arena every activation above 32 MB is mapped and unmapped again: two fifths of the processor time of a
    // large tile went into page faults. One arena for all lanes that grows by what is asked for costs no more memory
    // than none; the usual one, which doubles, does.
    private static bool RegisterSharedArena()
    {
        const int sameAsRequested = 1, noLimit = 0, usual = -1;
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var arena = new OrtArenaCfg(noLimit, sameAsRequested, initialChunkSizeBytes: 1, maxDeadBytesPerChunk: usual);
        OnnxEnvironment.Instance.CreateAndRegisterAllocator(memory, arena);
        return true;
    }
}
