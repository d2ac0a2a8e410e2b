using System.Threading.Channels;

namespace SuperResFarm.Inference.Sessions;

/// <summary>Lanes wait in a queue; who asks first is served first.</summary>
internal sealed class LanePool : IDisposable
{
    private readonly Channel<OnnxLane> _free = Channel.CreateUnbounded<OnnxLane>();
    private readonly IReadOnlyList<OnnxLane> _all;

    public LanePool(IReadOnlyList<OnnxLane> lanes)
    {
        _all = lanes;
        foreach (var lane in lanes)
            _free.Writer.TryWrite(lane);
    }

    public int Count => _all.Count;

    public async ValueTask<LaneLease> LeaseAsync(CancellationToken ct) => new(await _free.Reader.ReadAsync(ct), this);

    internal void Return(OnnxLane lane) => _free.Writer.TryWrite(lane);

    public void Dispose()
    {
        foreach (var lane in _all)
            lane.Dispose();
    }
}

/// <summary>The right to one lane until disposed; disposing twice is harmless.</summary>
internal sealed class LaneLease(OnnxLane lane, LanePool pool) : IDisposable
{
    private LanePool? _pool = pool;

    public OnnxLane Lane => lane;

    public void Dispose() => Interlocked.Exchange(ref _pool, null)?.Return(lane);
}
