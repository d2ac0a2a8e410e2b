using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Benching;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>Whether a tile's pixels depend on nothing but the tile: that is what makes an item that is done twice harmless.</summary>
internal static class DeterminismCheck
{
    private const int Batch = 4;
    private const string Remedy = "results that differ from run to run come from kernels that do: set Engine:Cuda:ConvSearch to Heuristic, or update the driver; if they still differ, "
        + "the device's memory may be faulty";

    /// <param name="engine">What the device runs.</param>
    /// <param name="card">The network's.</param>
    /// <param name="precision">Arithmetic of the device.</param>
    /// <param name="ct">Stops within a run.</param>
    public static async Task<Finding> RunAsync(ITileEngine engine, ModelCard card, Precision precision, CancellationToken ct)
    {
        // Two rounds, each with a tile for every lane.
        var round = Enumerable.Repeat(0, Math.Max(1, engine.Lanes)).ToList();
        List<byte[]> same = [.. await TogetherAsync(engine, card, round, batch: 1, ct), .. await TogetherAsync(engine, card, round, batch: 1, ct)];
        if (same.Find(answer => !answer.AsSpan().SequenceEqual(same[0])) is { } other)
            return Finding.Failed($"the same tile gave two results: {TileDifference.Between(same[0], other)}", Remedy, ("runs", same.Count));

        var single = new List<byte[]>();
        for (var part = 0; part < Batch; part++)
            single.AddRange(await TogetherAsync(engine, card, [part], batch: 1, ct));
        var (batched, largest) = await BatchedAsync(engine, card, ct);
        var text = $"{same.Count} runs of a tile, every lane twice: equal byte for byte";
        if (batched is null)
            return Finding.Passed($"{text}; the network takes one tile at a time", ("runs", same.Count), ("batch", 1));
        var apart = TileDifference.Between([.. single.SelectMany(answer => answer)], [.. batched.SelectMany(answer => answer)]);
        text = $"{text}; {largest} tiles at once against each alone: {apart}, allowed {TileDifference.Allowed(precision)}";
        (string, double?)[] figures = [("runs", same.Count), ("batch", largest), ("batchLargestLevels", apart.Levels), ("batchPsnrDecibels", apart.Psnr)];
        return apart.IsWithin(precision) ? Finding.Passed(text, figures) : Finding.Failed(text, Remedy, figures);
    }

    private static async Task<(IReadOnlyList<byte[]>? Answers, int Largest)> BatchedAsync(ITileEngine engine, ModelCard card, CancellationToken ct)
    {
        using var watch = new EngineWatch();
        try
        {
            var answers = await TogetherAsync(engine, card, [.. Enumerable.Range(0, Batch)], Batch, ct);
            return (answers, Math.Max(1, watch.LargestBatch));
        }
        catch (FarmException fault) when (fault.Code == FailureCode.EngineFailed)
        {
            return (null, 1);   // not every graph takes several images; alone they ran
        }
    }

    private static async Task<IReadOnlyList<byte[]>> TogetherAsync(ITileEngine engine, ModelCard card, IReadOnlyList<int> parts, int batch, CancellationToken ct)
    {
        var slots = parts.Select(_ => new TileSlot(SeededTile.ShapeFor(card), engine, batch: batch)).ToList();
        try
        {
            foreach (var (slot, part) in slots.Zip(parts))
                SeededTile.Fill(slot, engine, part);
            await Task.WhenAll(slots.Select(slot => engine.RunAsync(slot, ct)));
            return [.. slots.Select(slot => slot.Output.ToArray())];
        }
        finally
        {
            slots.ForEach(slot => slot.Dispose());
        }
    }
}
