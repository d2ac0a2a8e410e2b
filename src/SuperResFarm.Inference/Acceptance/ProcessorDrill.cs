using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>The out-of-memory drill on the processor. All sessions for images of a process share one memory, whose cap is set once: run it in a process that
/// has run none.</summary>
public static class ProcessorDrill
{
    /// <summary>Bounds of the cap.</summary>
    public const long LeastBytes = CpuProvider.LeastArenaMegabytes * 1_000_000L, MostBytes = CpuProvider.MostArenaMegabytes * 1_000_000L;

    /// <param name="network">What runs, in single precision.</param>
    /// <param name="limitBytes">The cap, between the two bounds; rounded down to a megabyte.</param>
    /// <param name="order">The tile.</param>
    /// <param name="ct">Stops within a run.</param>
    /// <exception cref="FarmException">The process has another cap already, or the tile cannot be run even with memory enough.</exception>
    public static Task<DrillOutcome> RunAsync(Network network, long limitBytes, DrillOrder order, CancellationToken ct) =>
        new MemoryDrill(network, network, order).RunAsync(new OwnMemory(new CpuProvider()), new CpuProvider((int)(limitBytes / 1_000_000)), ct);

    /// <summary>The processor with sessions that have each their own memory, without a cap.</summary>
    private sealed class OwnMemory(CpuProvider processor) : IProvider
    {
        public Device Device => processor.Device;

        public ExecutionTarget Target => processor.Target;

        public Precision Precision => processor.Precision;

        public string Fingerprint => processor.Fingerprint;

        public string Arena => processor.Arena;

        public bool SharesSessions => processor.SharesSessions;

        public SessionOptions CreateOptions(SessionUse use) => processor.CreateOptions(SessionUse.Calibration);
    }
}
