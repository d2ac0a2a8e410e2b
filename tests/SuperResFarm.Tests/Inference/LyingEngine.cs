using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Tests.Inference;

/// <summary>Runs tiles as another engine does, and changes the answers afterwards.</summary>
internal sealed class LyingEngine(ITileEngine inner, Action<TileSlot, int> lie) : ITileEngine
{
    private int _runs;

    public int Scale => inner.Scale;

    public int Channels => inner.Channels;

    public SampleDepth Depth => inner.Depth;

    public int Lanes => inner.Lanes;

    public async Task<TimeSpan> RunAsync(TileSlot slot, CancellationToken ct)
    {
        var busy = await inner.RunAsync(slot, ct);
        lie(slot, Interlocked.Increment(ref _runs));
        return busy;
    }

    public void Dispose()
    {
    }
}
