using System.Globalization;

namespace SuperResFarm.Inference.Calibration;

/// <summary>Memory of a run as a function of its pixels: <c>FixedBytes + BytesPerPixel * pixels</c> for each lane.</summary>
/// <param name="FixedBytes">What any run needs: workspaces, and on a GPU the weights.</param>
/// <param name="BytesPerPixel">Bytes for each source pixel, halos included and tiles of a batch together.</param>
/// <param name="OutsideBytes">What the device holds beside the engine's arena once for the process: contexts and libraries of a GPU; 0 on the processor.</param>
public sealed record Footprint(long FixedBytes, double BytesPerPixel, long OutsideBytes = 0)
{
    /// <summary>A fit is believed when no further run differs from it by more than this share.</summary>
    public const double Tolerance = 0.15;

    /// <summary>Bytes of one lane that runs this many pixels at once.</summary>
    public long LaneBytes(long pixels) => FixedBytes + (long)Math.Ceiling(BytesPerPixel * pixels);

    /// <summary>Lays a line through the smallest and the largest run and holds the others against it.</summary>
    /// <param name="probes">Runs of one tile each, of at least three sizes; or, of a network that takes one size only, at least two runs of it.</param>
    /// <param name="refusal">Why there is no line; null when there is one.</param>
    /// <returns>The line, never falling and never below zero; null when another run differs from it by more than <see cref="Tolerance"/>.</returns>
    public static Footprint? Fit(IReadOnlyCollection<Probe> probes, out string? refusal)
    {
        var sorted = probes.OrderBy(probe => probe.Pixels()).ToList();
        var sizes = sorted.Select(probe => probe.Pixels()).Distinct().Count();
        if (sizes == 2 || sorted.Count < (sizes == 1 ? 2 : 3))
        {
            refusal = string.Create(CultureInfo.InvariantCulture, $"{sorted.Count} runs of {sizes} sizes tell too little");
            return null;
        }
        if (sorted[0].Bytes <= 0)
        {
            refusal = "the engine keeps no figures of its memory";
            return null;
        }
        var line = sizes == 1 ? new Footprint(sorted.Max(probe => probe.Bytes), 0) : Through(sorted[0], sorted[^1]);
        var worst = sorted.MaxBy(line.ErrorAt)!;
        refusal = line.ErrorAt(worst) > Tolerance
            ? string.Create(CultureInfo.InvariantCulture, $"a run of {worst.Width}x{worst.Height} took {worst.Bytes / 1e6:0.0} MB where {line.LaneBytes(worst.Pixels()) / 1e6:0.0} were expected")
            : null;
        return refusal is null ? line : null;
    }

    /// <returns>By which share of the measured bytes the line is beside a run.</returns>
    public double ErrorAt(Probe probe) => Math.Abs(LaneBytes(probe.Pixels()) - probe.Bytes) / (double)Math.Max(1, probe.Bytes);

    private static Footprint Through(Probe small, Probe large)
    {
        var slope = Math.Max(0, (large.Bytes - small.Bytes) / (double)(large.Pixels() - small.Pixels()));
        var intercept = small.Bytes - slope * small.Pixels();
        return intercept >= 0 ? new((long)intercept, slope) : new(0, large.Bytes / (double)large.Pixels());
    }
}
