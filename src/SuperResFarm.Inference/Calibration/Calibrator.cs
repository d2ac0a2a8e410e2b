using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Calibration;

/// <summary>Measures memory and time of a network on a device, in a session of its own.</summary>
/// <param name="provider">What runs networks.</param>
/// <param name="time">Tells the date of the measurement.</param>
/// <param name="usedBytes">Bytes that this process holds on the device, asked before and after; what is beside the engine's arena then counts
/// too. Null: nothing is beside it, as on the processor. On a GPU, NVML tells.</param>
public sealed class Calibrator(IProvider provider, TimeProvider time, Func<long>? usedBytes = null)
{
    // On the processor the largest networks take half a minute for a tile of 256 pixels.
    private static readonly int[] _processorEdges = [64, 96, 128, 192, 256, 384, 512], _gpuEdges = [128, 256, 512, 768, 1024];

    private const int Necessary = 3;     // two make a line, the third checks it

    /// <summary>Measures; the device should have nothing else to do.</summary>
    /// <param name="network">What to measure, in the precision that it will run in.</param>
    /// <param name="depth">Bits of a sample.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="ct">Stops within a run.</param>
    /// <returns>What was found; a footprint only if the runs lie on a line.</returns>
    /// <exception cref="FarmException">The network cannot be run at all, not even the smallest tiles fit, or other images ran meanwhile.</exception>
    public Task<Measurements> MeasureAsync(Network network, SampleDepth depth, CalibrationLimits limits, CancellationToken ct) =>
        // A thread of its own: native runs of seconds would starve the pool.
        Task.Factory.StartNew(() => Measure(network, depth, limits, ct), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private Measurements Measure(Network network, SampleDepth depth, CalibrationLimits limits, CancellationToken ct)
    {
        try
        {
            var before = usedBytes?.Invoke();
            using var session = new ProbeSession(network, depth, provider);
            var ladder = new ProbeLadder(session, limits, ct);
            if (network.Card.FixedSize is { } only)
            {
                ladder.Climb(only.Width, only.Height);
                ladder.Climb(only.Width, only.Height);
            }
            else
                Climb(ladder, network.Card.SizeMultiple);

            var footprint = ladder.Fit(out var refusal);
            var outside = usedBytes?.Invoke() - before - session.Arena?.TakenBytes;
            return new Measurements(
                time.GetUtcNow(), footprint is null ? null : footprint with { OutsideBytes = Math.Max(0, outside ?? 0) }, refusal, ladder.Probes);
        }
        catch (OnnxRuntimeException fault)
        {
            throw EngineFaults.Of(fault, $"measuring model '{network.Card.Name}' on {provider.Device.Name}", provider.Device);
        }
    }

    private void Climb(ProbeLadder ladder, int multiple)
    {
        var edges = (provider.Device.Kind == DeviceKind.Cpu ? _processorEdges : _gpuEdges)
            .Select(edge => (edge + multiple - 1) / multiple * multiple).Distinct().ToList();
        foreach (var edge in edges.Take(Necessary))
            ladder.Climb(edge, edge);
        foreach (var edge in edges.Take(Necessary))
            ladder.Widen(edge);
        foreach (var edge in edges.Skip(Necessary))
            if (!ladder.TryClimb(edge, edge))
                return;
    }
}
