namespace SuperResFarm.Models.Downloads;

/// <summary>Ends an attempt in which nothing happens between one <see cref="Reset"/> and the next for too long.</summary>
internal sealed class StallClock : IDisposable
{
    private readonly CancellationTokenSource _stall;
    private readonly CancellationTokenSource _either;
    private readonly TimeSpan _limit;

    public StallClock(TimeSpan limit, TimeProvider time, CancellationToken ct)
    {
        _limit = limit;
        _stall = new(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_stall.Token, ct);
    }

    public CancellationToken Token => _either.Token;

    public bool HasStalled => _stall.IsCancellationRequested;

    public void Reset() => _stall.CancelAfter(_limit);

    public void Dispose()
    {
        _either.Dispose();
        _stall.Dispose();
    }
}
