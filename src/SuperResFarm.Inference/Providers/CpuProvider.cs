using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Inference.Providers;

/// <summary>ONNX Runtime's own kernels, with the settings that won on the processor, each measured (docs/engine.md).</summary>
public sealed class CpuProvider : IProvider
{
    /// <summary>Least and most megabytes that the memory of all sessions can be capped at; more the engine cannot be told.</summary>
    public const int LeastArenaMegabytes = 64, MostArenaMegabytes = 4095;

    /// <summary>Cores that one run for faces works on.</summary>
    /// <remarks>As fast as two runs on a core each, and half the memory. What the threads share out changes the last digit of some sums, so this is no matter of
    /// how many cores there are: equal faces give equal results on all of them.</remarks>
    internal const int ThreadsOfFaces = 2;

    private readonly int? _arenaMegabytes;

    /// <param name="arenaMegabytes">Megabytes that networks may take at most, all sessions of the process together: 64 to 4095; null: no cap.
    /// A process has one cap: sessions for images with another are refused.</param>
    /// <param name="precision">Arithmetic. Half is slower here than single, because the processor's kernels know it only in parts.</param>
    public CpuProvider(int? arenaMegabytes = null, Precision precision = Precision.Single)
    {
        if (arenaMegabytes is { } megabytes)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(megabytes, LeastArenaMegabytes, nameof(arenaMegabytes));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(megabytes, MostArenaMegabytes, nameof(arenaMegabytes));
        }
        (_arenaMegabytes, Precision) = (arenaMegabytes, precision);
        Fingerprint = precision == Precision.Single ? $"cpu, {OnnxEnvironment.Version}" : $"cpu, half, {OnnxEnvironment.Version}";
    }

    /// <inheritdoc/>
    public Device Device { get; } = CpuDevice.Probe();

    /// <inheritdoc/>
    public ExecutionTarget Target => ExecutionTarget.Cpu;

    /// <inheritdoc/>
    public Precision Precision { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public string Arena => "cpu:0";

    /// <inheritdoc/>
    public bool SharesSessions => true;

    /// <summary>One thread to a run: one session on each core with a tile of its own beats one session on all cores. Faces have two, for no smaller part of a face
    /// would need less memory.</summary>
    /// <exception cref="FarmException">The process has another cap of its memory (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public SessionOptions CreateOptions(SessionUse use)
    {
        var shares = use != SessionUse.Calibration;
        if (shares)
            SharedArena.Claim(_arenaMegabytes);
        var options = PlainSession.Options();
        options.AddSessionConfigEntry("session.use_env_allocators", shares ? "1" : "0");
        if (use == SessionUse.Faces)
            options.IntraOpNumThreads = ThreadsOfFaces;
        return options;
    }
}
