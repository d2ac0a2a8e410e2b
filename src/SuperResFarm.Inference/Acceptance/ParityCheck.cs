using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Benching;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>Holds a device's pixels against those of the graph.</summary>
public static class ParityCheck
{
    private const string Remedy = "do not use this device: update its driver and libraries, try '--provider cuda' instead of others, and accept it again";

    /// <summary>Compares a device on a small network from a seed, which takes a moment.</summary>
    /// <param name="provider">What runs it.</param>
    /// <param name="ct">Stops within a run.</param>
    /// <exception cref="Contracts.Failures.FarmException">The device cannot run it.</exception>
    public static async Task<Finding> QuickAsync(IProvider provider, CancellationToken ct)
    {
        using var network = new WarmNetwork(SeededNetwork.Build, new LanePool(provider, 1), new());
        return await RunAsync(network.EngineFor(SampleDepth.Eight), network.Network, network.Precision, ct);
    }

    /// <param name="engine">What the device runs.</param>
    /// <param name="network">The network as its weights are.</param>
    /// <param name="precision">Arithmetic of the device.</param>
    /// <param name="ct">Stops within a run.</param>
    internal static async Task<Finding> RunAsync(ITileEngine engine, Network network, Precision precision, CancellationToken ct)
    {
        var shape = SeededTile.ShapeFor(network.Card);
        using var slot = new TileSlot(shape, engine);
        SeededTile.Fill(slot, engine);
        var expected = await PlainAnswer.RunAsync(network, shape, slot.Input.ToArray(), ct);
        using var watch = new EngineWatch();
        await engine.RunAsync(slot, ct);
        return watch.HalfRepeats > 0
            ? Finding.Failed($"a tile of {shape} overflowed in 16 bits on this device, though it does not by its graph", Remedy)
            : Judge(expected, slot.Output, $"a tile of {shape}", precision);
    }

    /// <summary>Decides by the bytes.</summary>
    internal static Finding Judge(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what, Precision precision)
    {
        if (expected.Length != actual.Length)
            return Finding.Failed($"{what} came out in {actual.Length} bytes where the processor gives {expected.Length}", Remedy);
        var apart = TileDifference.Between(expected, actual);
        var text = $"{what} against the processor's plain 32-bit answer: {apart}; allowed {TileDifference.Allowed(precision)}";
        return apart.IsWithin(precision)
            ? Finding.Passed(text, ("largestLevels", apart.Levels), ("psnrDecibels", apart.Psnr))
            : Finding.Failed(text, Remedy, ("largestLevels", apart.Levels), ("psnrDecibels", apart.Psnr));
    }
}
