namespace SuperResFarm.Inference.Benching;

/// <summary>What was measured at one point.</summary>
/// <param name="SecondsPerMegapixel">Time of the device for each million source pixels in tiles, halos included.</param>
/// <param name="Repeats">Stretches of the run that were timed each for itself.</param>
/// <param name="Tiles">Tiles that ran in them.</param>
public sealed record BenchFigures(Spread SecondsPerMegapixel, int Repeats, int Tiles)
{
    /// <summary>Most bytes that the engine held for the network on all lanes, weights included; null where it keeps no such figures.</summary>
    public long? EngineBytes { get; init; }

    /// <summary>Bytes that a GPU had less free at the end than before the network was loaded, whoever took them; null on the processor, and where the
    /// driver cannot be asked.</summary>
    public long? DeviceBytes { get; init; }

    /// <summary>Most memory of this process since the network was loaded; null where the system does not tell.</summary>
    public long? ProcessBytes { get; init; }

    /// <summary>Source megapixels for each second, halos included.</summary>
    public double MegapixelsPerSecond => 1 / SecondsPerMegapixel.Median;
}
