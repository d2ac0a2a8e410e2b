using System.Collections.Concurrent;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>The tile buffers of one image: as many as the plan says, used again and again.</summary>
internal sealed class SlotPool(TilePlan plan) : IDisposable
{
    private readonly SemaphoreSlim _free = new(plan.Slots);
    private readonly ConcurrentDictionary<ITileEngine, ConcurrentBag<TileSlot>> _idle = new();

    /// <summary>Waits until fewer than the plan's slots are out.</summary>
    public async Task<TileSlot> RentAsync(ITileEngine engine, CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        return IdleOf(engine).TryTake(out var slot) ? slot : new TileSlot(plan.Grid.Shape, engine, owner: this, plan.Batch);
    }

    public void Return(ITileEngine engine, TileSlot slot)
    {
        IdleOf(engine).Add(slot);
        _free.Release();
    }

    public void Dispose()
    {
        foreach (var slot in _idle.Values.SelectMany(slots => slots))
            slot.Dispose();
        _free.Dispose();
    }

    private ConcurrentBag<TileSlot> IdleOf(ITileEngine engine) => _idle.GetOrAdd(engine, _ => []);
}
