namespace SuperResFarm.Worker.Taking;

/// <summary>The steps of stopping, each later than the one before.</summary>
internal sealed class WorkerStops : IDisposable
{
    private readonly CancellationTokenSource _taking = new();
    private readonly CancellationTokenSource _running;
    private readonly CancellationTokenSource _speaking = new();

    public WorkerStops(TimeProvider time) => _running = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);

    /// <summary>Nothing new is taken.</summary>
    public CancellationToken Taking => _taking.Token;

    /// <summary>What runs is given back.</summary>
    public CancellationToken Running => _running.Token;

    /// <summary>The process ends: what could not be reported is left to the broker.</summary>
    public CancellationToken Speaking => _speaking.Token;

    /// <summary>Begins to stop.</summary>
    /// <param name="grace">From now until running items are given back.</param>
    /// <param name="end">Fires when the process must end.</param>
    public void Begin(TimeSpan grace, CancellationToken end)
    {
        _taking.Cancel();
        _running.CancelAfter(grace);
        end.Register(() =>
        {
            _running.Cancel();
            _speaking.Cancel();
        });
    }

    public void Dispose()
    {
        _taking.Dispose();
        _running.Dispose();
        _speaking.Dispose();
    }
}
