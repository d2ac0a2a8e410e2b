using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace SuperResFarm.Inference.Calibration;

/// <summary>Runs in the order of what they cost, until they cost too much.</summary>
internal sealed class ProbeLadder(ProbeSession session, CalibrationLimits limits, CancellationToken ct)
{
    private const int MostAtOnce = 16;
    private const double LeastGain = 0.95;   // a batch that gains less is not worth waiting for its tiles

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly List<Probe> _probes = [];

    public IReadOnlyList<Probe> Probes => _probes;

    public Footprint? Fit(out string? refusal) => Footprint.Fit([.. _probes.Where(probe => probe.Batch == 1)], out refusal);

    public void Climb(int width, int height) => _probes.Add(session.Run(width, height, 1, ct));

    public bool TryClimb(int width, int height)
    {
        if (IsTooMuch(width, height, 1))
            return false;
        try
        {
            Climb(width, height);
            return true;
        }
        catch (OnnxRuntimeException)
        {
            return false;   // it did not fit; the smaller ones are measured
        }
    }

    /// <summary>Runs more and more tiles at once while that gains.</summary>
    public void Widen(int edge)
    {
        var footprint = Fit(out _);
        var best = _probes.Where(probe => probe.Batch == 1 && probe.Width == edge).Min(probe => probe.Seconds / probe.Pixels());
        for (var batch = 2; batch <= MostAtOnce && !IsTooMuch(edge, edge, batch); batch *= 2)
        {
            if (TryRun(edge, batch) is not { } probe || footprint?.ErrorAt(probe) is not <= Footprint.Tolerance || probe.Seconds / probe.Pixels() > LeastGain * best)
                return;
            best = probe.Seconds / probe.Pixels();
            _probes.Add(probe);
        }
    }

    private Probe? TryRun(int edge, int batch)
    {
        try
        {
            return session.Run(edge, edge, batch, ct);
        }
        catch (OnnxRuntimeException)
        {
            return null;   // not every graph takes several images, and several may not fit
        }
    }

    private bool IsTooMuch(int width, int height, int batch)
    {
        var (last, pixels) = (_probes[^1], (double)width * height * batch);
        var more = pixels / last.Pixels();
        return Stopwatch.GetElapsedTime(_started).TotalSeconds + 2 * more * last.Seconds > limits.Time.TotalSeconds || more * last.Bytes > limits.Bytes;
    }
}
