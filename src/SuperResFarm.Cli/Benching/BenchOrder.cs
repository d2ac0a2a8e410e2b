using SuperResFarm.Inference.Choosing;

namespace SuperResFarm.Cli.Benching;

/// <summary>What is to be measured, apart from devices and models.</summary>
/// <param name="Edges">Lengths of square tiles in source pixels, ascending.</param>
/// <param name="Batches">Tiles of a lane that run at once, ascending.</param>
/// <param name="Lanes">Lanes of each device, ascending; none: as many as the device has places.</param>
/// <param name="Precisions">Arithmetic.</param>
/// <param name="Time">Of measuring for each point.</param>
internal sealed record BenchOrder(IReadOnlyList<int> Edges, IReadOnlyList<int> Batches, IReadOnlyList<int> Lanes, IReadOnlyList<PrecisionChoice> Precisions, TimeSpan Time)
{
    /// <summary>A point of which a single run would take so many times <see cref="Time"/> is left out.</summary>
    public const int Patience = 5;
}
