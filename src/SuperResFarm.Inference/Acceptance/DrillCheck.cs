using System.Globalization;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>Finds a limit under which a tile does not fit and its parts do, and judges what came out of it.</summary>
internal static class DrillCheck
{
    private const int Attempts = 6;

    private const string Remedy = "do not trust this device with tiles that may not fit: keep plans small (--memory, -t), and tell of it with the output of 'superres doctor --accept --json'";

    /// <param name="ground">Where.</param>
    /// <param name="order">The tile.</param>
    /// <param name="footprint">What its runs are expected to take.</param>
    /// <param name="weightBytes">What the network takes beside that.</param>
    /// <param name="precision">Arithmetic of the device.</param>
    /// <param name="ct">Stops within a run.</param>
    public static async Task<Finding> RunAsync(IDrillGround ground, DrillOrder order, Footprint footprint, long weightBytes, Precision precision, CancellationToken ct)
    {
        var (part, whole) = (weightBytes + footprint.LaneBytes(order.Shape.Pixels / 4), weightBytes + footprint.LaneBytes(order.Shape.Pixels));
        var (tooTight, enough, limit, tried) = (0L, 2 * whole, (part + whole) / 2, new HashSet<long>());
        // Kernels take scratch memory that calibration does not see, so the first guess may miss.
        for (var left = Attempts; left > 0 && tried.Add(limit = Math.Clamp(limit, ground.LeastBytes, ground.MostBytes)); left--, limit = (tooTight + enough) / 2)
        {
            var outcome = await ground.RunAsync(limit, order, ct);
            if (outcome.End == DrillEnd.Recovered)
                return Judge(outcome, limit, order, precision);
            (tooTight, enough) = outcome.End == DrillEnd.Fitted ? (tooTight, limit) : (limit, enough);
        }
        return Finding.Failed(
            $"no limit was found under which a tile of {order.Shape} does not fit and its parts do: tried {string.Join(", ", tried.Select(Megabytes))}", Remedy, ("attempts", tried.Count));
    }

    /// <summary>Decides by the outcome of a drill that was one.</summary>
    internal static Finding Judge(DrillOutcome outcome, long limitBytes, DrillOrder order, Precision precision)
    {
        var text = $"limited to {Megabytes(limitBytes)}, a tile of {order.Shape} did not fit (failed runs: {outcome.Shortages}) and came out in parts, against the whole: {outcome.Difference}, "
            + $"allowed {TileDifference.Allowed(precision)}; "
            + (outcome.CeilingEdge is { } edge ? $"remembered to stay below {edge}x{edge}" : "nothing was remembered")
            + $", the next tile {(outcome.ShortagesAgain == 0 ? "went in parts at once" : $"failed {outcome.ShortagesAgain} times again")}";
        (string, double?)[] figures =
        [
            ("limitBytes", limitBytes), ("shortages", outcome.Shortages), ("shortagesAgain", outcome.ShortagesAgain), ("ceilingEdge", outcome.CeilingEdge),
            ("largestLevels", outcome.Difference.Levels), ("psnrDecibels", outcome.Difference.Psnr),
        ];
        return outcome.Difference.IsWithin(precision) && outcome.CeilingEdge is not null && outcome.ShortagesAgain == 0
            ? Finding.Passed(text, figures)
            : Finding.Failed(text, Remedy, figures);
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB");
}
