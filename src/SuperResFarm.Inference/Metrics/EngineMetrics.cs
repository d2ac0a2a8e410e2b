using System.Diagnostics.Metrics;

namespace SuperResFarm.Inference.Metrics;

/// <summary>What the engine counts.</summary>
public static class EngineMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string Meter = "SuperResFarm.Engine";

    private static readonly Meter _meter = new(Meter);

    /// <summary>Tiles in a batch that ran; its count is the number of runs.</summary>
    internal static Histogram<int> BatchTiles { get; } = _meter.CreateHistogram<int>("superres.engine.batch.tiles", "{tile}", "Tiles that ran together.");

    /// <summary>Images whose tiles ran together in a batch.</summary>
    internal static Histogram<int> BatchImages { get; } = _meter.CreateHistogram<int>("superres.engine.batch.images", "{image}", "Images whose tiles ran together.");

    /// <summary>Runs that did not fit into the device's memory.</summary>
    internal static Counter<long> OutOfMemory { get; } = _meter.CreateCounter<long>("superres.engine.out_of_memory", "{run}", "Runs that did not fit into memory and were done again in smaller pieces.");

    /// <summary>Tiles that half precision could not hold.</summary>
    internal static Counter<long> HalfRepeats { get; } = _meter.CreateCounter<long>("superres.engine.half.repeats", "{tile}", "Tiles done again in 32-bit floats because 16 bits overflowed.");
}
