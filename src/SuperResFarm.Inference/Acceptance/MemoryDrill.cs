using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Benching;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>Lets memory end under a tile, as it does under an image, and looks at what comes out.</summary>
/// <param name="network">As its weights are.</param>
/// <param name="worked">In the precision that it runs in.</param>
/// <param name="order">The tile.</param>
internal sealed class MemoryDrill(Network network, Network worked, DrillOrder order)
{
    /// <param name="roomy">Has memory enough.</param>
    /// <param name="tight">Has not.</param>
    /// <param name="ct">Stops within a run.</param>
    /// <exception cref="FarmException">The tile cannot be run even with memory enough.</exception>
    public async Task<DrillOutcome> RunAsync(IProvider roomy, IProvider tight, CancellationToken ct)
    {
        byte[] expected;
        using (var loaded = Load(roomy, new TileCeiling()))
        {
            var engine = loaded.EngineFor(SampleDepth.Eight);
            using var slot = NewSlot(engine);
            await engine.RunAsync(slot, ct);
            expected = slot.Output.ToArray();
        }
        try
        {
            return await RunTightAsync(tight, expected, ct);
        }
        catch (FarmException fault) when (fault.Code == FailureCode.OutOfMemory)
        {
            return new(DrillEnd.TooTight);
        }
    }

    private async Task<DrillOutcome> RunTightAsync(IProvider tight, byte[] expected, CancellationToken ct)
    {
        // A book of its own, that ends with the drill: the user's must not believe in a shortage that was made.
        var (book, key) = (new CalibrationBook(null, TimeProvider.System), CalibrationKey.Of(tight, network.Card.Sha256, SampleDepth.Eight));
        using var watch = new EngineWatch();
        using var loaded = Load(tight, new BookCeiling(book, key));
        var inner = loaded.EngineFor(SampleDepth.Eight);
        using var engine = new SplittingEngine(inner, order.Halo, network.Card.SizeMultiple, loaded.CeilingFor(SampleDepth.Eight));
        using var slot = NewSlot(engine);
        await engine.RunAsync(slot, ct);
        var (shortages, first) = (watch.OutOfMemory, TileDifference.Between(expected, slot.Output));
        if (shortages == 0)
            return new(DrillEnd.Fitted);
        await engine.RunAsync(slot, ct);
        var again = TileDifference.Between(expected, slot.Output);
        return new(DrillEnd.Recovered, shortages, watch.OutOfMemory - shortages, book.Ceiling(key), again.MeanSquare > first.MeanSquare ? again : first);
    }

    private WarmNetwork Load(IProvider provider, ITileCeiling ceiling) =>
        new(() => network, new LanePool(provider, 1), new NetworkRules { Halve = _ => worked, CeilingOf = (_, _) => ceiling });

    private TileSlot NewSlot(ITileEngine engine)
    {
        var slot = new TileSlot(order.Shape, engine);
        SeededTile.Fill(slot, engine);
        return slot;
    }
}
