using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Inference.Providers;

/// <summary>ONNX Runtime's own kernels, with the settings that won on the processor, each measured (docs/engine.md).</summary>
public sealed class CpuProvider : IProvider
{
    private readonly int? _arenaMegabytes;

    /// <param name="arenaMegabytes">Megabytes that networks may take at most, all sessions of the process together: 64 to 4095, which is as
    /// much as the engine can be told; null: no cap. A process has one cap: sessions for images with another are refused.</param>
    public CpuProvider(int? arenaMegabytes = null)
    {
        if (arenaMegabytes is { } megabytes)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(megabytes, 64, nameof(arenaMegabytes));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(megabytes, 4095, nameof(arenaMegabytes));
        }
        _arenaMegabytes = arenaMegabytes;
    }

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
    /// <exception cref="FarmException">The process has another cap of its memory (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public SessionOptions CreateOptions(SessionUse use)
    {
        _ = OnnxEnvironment.Instance;   // the first options would start one of their own
        if (use == SessionUse.Images)
            SharedArena.Claim(_arenaMegabytes);
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
        options.AddSessionConfigEntry("session.use_env_allocators", use == SessionUse.Images ? "1" : "0");
        return options;
    }
}
