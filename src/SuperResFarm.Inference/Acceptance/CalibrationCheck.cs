using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>Whether memory was measured to be a line in the pixels, and foretells a run that it has not seen.</summary>
internal static class CalibrationCheck
{
    private const string Remedy = "accept it when nothing else uses the device; plans rest on an estimate until then, so give tiles a core (-t 256) or leave more of the memory free (--memory)";

    /// <summary>Runs a tile of a shape that calibration does not know.</summary>
    /// <returns>Its figures; null for a network of one size.</returns>
    /// <exception cref="Contracts.Failures.FarmException">It cannot be run.</exception>
    public static Task<Probe?> UnseenAsync(Network network, Measurements measured, IProvider provider, CancellationToken ct) => network.Card.FixedSize is not null
        ? Task.FromResult<Probe?>(null)
        : Task.Factory.StartNew(() => Run(network, UnseenShape(network.Card, measured), provider, ct), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <param name="measured">What calibration found.</param>
    /// <param name="unseen">A run that it has not seen; null where there is none.</param>
    public static Finding Judge(Measurements measured, Probe? unseen)
    {
        List<Probe> single = [.. measured.Probes.Where(probe => probe.Batch == 1)];
        if (measured.Footprint is not { } line)
            return single.TrueForAll(probe => probe.Bytes <= 0)
                ? Finding.Skipped("the engine keeps no figures of this device's memory; plans rest on an estimate")
                : Finding.Failed($"memory is no line in the pixels: {measured.Refusal}", Remedy);
        var worst = single.Max(line.ErrorAt);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{(line.FixedBytes + line.OutsideBytes) / 1e6:0.0} MB and {line.BytesPerPixel / 1e3:0.000} KB for each pixel, {single.Count} runs within {100 * worst:0.0} %");
        if (unseen is null)
            return Finding.Passed($"{text}; the network takes tiles of one size", Figures(line, worst, null));
        var missed = line.ErrorAt(unseen);
        text = string.Create(
            CultureInfo.InvariantCulture,
            $"{text}; a tile of {unseen.Shape()} was to take {line.LaneBytes(unseen.Pixels()) / 1e6:0.0} MB and took {unseen.Bytes / 1e6:0.0}: {100 * missed:0.0} % off, allowed {100 * Footprint.Tolerance:0}");
        return missed <= Footprint.Tolerance && worst <= Footprint.Tolerance
            ? Finding.Passed(text, Figures(line, worst, missed))
            : Finding.Failed(text, Remedy, Figures(line, worst, missed));
    }

    // Between the sizes that are measured, and no square, as none of them is.
    private static TileShape UnseenShape(ModelCard card, Measurements measured)
    {
        var largest = measured.Probes.Max(probe => probe.Width);
        return SeededTile.RoundedUp(largest * 7 / 8, largest / 2, card.SizeMultiple);
    }

    private static Probe? Run(Network network, TileShape shape, IProvider provider, CancellationToken ct)
    {
        try
        {
            using var session = new ProbeSession(network, SampleDepth.Eight, provider);
            return session.Run(shape.Width, shape.Height, batch: 1, ct);
        }
        catch (OnnxRuntimeException fault)
        {
            throw EngineFaults.Of(fault, $"a tile of {shape}", provider.Device);
        }
    }

    private static (string, double?)[] Figures(Footprint line, double worst, double? missed) =>
    [
        ("fixedBytes", line.FixedBytes), ("outsideBytes", line.OutsideBytes), ("bytesPerPixel", line.BytesPerPixel), ("largestError", worst), ("unseenError", missed),
    ];
}
