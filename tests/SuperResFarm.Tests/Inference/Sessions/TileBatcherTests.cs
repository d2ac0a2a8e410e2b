using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Tests.Inference.Sessions;

public sealed class TileBatcherTests : IDisposable
{
    private static readonly TileShape _shape = new(4, 4);

    private readonly NearestEngine _facts = new(1, 1, SampleDepth.Eight);
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<string> _runs = [];
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _go = new(0);
    private readonly List<TileSlot> _slots = [];

    public void Dispose()
    {
        _slots.ForEach(slot => slot.Dispose());
        _begun.Dispose();
        _go.Dispose();
    }

    [Fact]
    public async Task Run_TilesOfSeveralImages_RunTogetherInTurn()
    {
        var batcher = Batcher(lanes: 1);
        var first = Tile(batcher, "x", batch: 1);
        await _begun.WaitAsync();   // the lane is busy
        var rest = "aaaabc".Select(owner => Tile(batcher, $"{owner}", batch: 4)).ToList();
        _go.Release(3);
        await EndedAsync([.. rest, first]);
        Assert.Equal(["x", "aabc", "aa"], _runs.Select(run => new string([.. run.Order()])));
    }

    [Fact]
    public async Task Run_ManyTilesOfOneImage_DoNotHoldUpAnother()
    {
        var batcher = Batcher(lanes: 1);
        var first = Tile(batcher, "x", batch: 1);
        await _begun.WaitAsync();
        var tiles = "aaaab".Select(owner => Tile(batcher, $"{owner}", batch: 1)).ToList();
        _go.Release(6);
        await Task.WhenAll(tiles.Append(first)).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["x", "a", "b", "a", "a", "a"], _runs);
    }

    [Fact]
    public async Task Run_PartOfABatch_WaitsAMomentForOthers()
    {
        var batcher = Batcher(lanes: 1);
        _go.Release();
        var first = Tile(batcher, "a", batch: 2);
        var second = Tile(batcher, "b", batch: 2);
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["ab"], _runs.Select(run => new string([.. run.Order()])));

        var alone = Tile(batcher, "c", batch: 2);
        _go.Release();
        await EndedAsync(alone);   // nobody else comes
        Assert.Equal("c", _runs.Last());
    }

    [Fact]
    public async Task Run_OtherShapes_RunApart()
    {
        var batcher = Batcher(lanes: 1);
        var first = Tile(batcher, "x", batch: 1);
        await _begun.WaitAsync();
        var tiles = new[] { Tile(batcher, "a", 2), Tile(batcher, "b", 2), Tile(batcher, "c", 2, new TileShape(4, 5)), Tile(batcher, "d", 2, new TileShape(4, 5)) };
        _go.Release(3);
        await Task.WhenAll(tiles.Append(first)).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["x", "ab", "cd"], _runs.Select(run => new string([.. run.Order()])).Order(StringComparer.Ordinal).OrderByDescending(run => run == "x"));
    }

    [Fact]
    public async Task Cancel_WaitingTile_IsNeverRun()
    {
        var batcher = Batcher(lanes: 1);
        var first = Tile(batcher, "x", batch: 1);
        await _begun.WaitAsync();
        using var stop = new CancellationTokenSource();
        var unwanted = Tile(batcher, "a", 1, ct: stop.Token);
        var wanted = Tile(batcher, "b", 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => unwanted);   // while the lane is still busy
        _go.Release(2);
        await Task.WhenAll(first, wanted).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["x", "b"], _runs);
    }

    [Fact]
    public async Task Run_OnManyLanes_TakesAllOfThem()
    {
        var batcher = Batcher(lanes: 3);
        var tiles = Enumerable.Range(0, 9).Select(i => Tile(batcher, i.ToString(System.Globalization.CultureInfo.InvariantCulture), batch: 1)).ToList();
        for (var i = 0; i < 3; i++)
            Assert.True(await _begun.WaitAsync(TimeSpan.FromSeconds(30)));   // at the same time
        Assert.False(await _begun.WaitAsync(TimeSpan.FromMilliseconds(50)));
        _go.Release(9);
        await Task.WhenAll(tiles).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(9, _runs.Count);
    }

    private async Task EndedAsync(params Task[] tiles)
    {
        var all = Task.WhenAll(tiles).WaitAsync(TimeSpan.FromSeconds(30));
        while (!all.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(2));
            await Task.Delay(1);
        }
        await all;
    }

    // Each run waits to be let go on.
    private TileBatcher Batcher(int lanes) => new(new LanePool(new CpuProvider(), lanes), (_, jobs) =>
    {
        _runs.Enqueue(string.Concat(jobs.Select(job => job.Slot.Owner)));
        _begun.Release();
        _go.Wait();
        foreach (var job in jobs)
            job.End(job.Slot.Input, TimeSpan.Zero);
    }, _time);

    private Task<TimeSpan> Tile(TileBatcher batcher, string owner, int batch, TileShape? shape = null, CancellationToken ct = default)
    {
        var slot = new TileSlot(shape ?? _shape, _facts, string.Intern(owner), batch);
        _slots.Add(slot);
        return batcher.RunAsync(slot, ct);
    }
}
