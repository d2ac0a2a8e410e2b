namespace SuperResFarm.Worker.Taking;

/// <summary>Jobs that are not wanted any more: what runs of them is stopped, what still comes is dropped. A cancelled job never comes back to life.</summary>
internal sealed class CancelledJobs
{
    /// <summary>So many are remembered; the oldest are forgotten first. What comes of those is done in vain, which harms nobody.</summary>
    public const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _known = [];
    private readonly Queue<Guid> _inOrder = new();
    private readonly Dictionary<Guid, List<CancellationTokenSource>> _running = [];

    /// <summary>A job was cancelled.</summary>
    public void Add(Guid job)
    {
        CancellationTokenSource[] running;
        lock (_lock)
        {
            if (_known.Add(job))
                _inOrder.Enqueue(job);
            if (_inOrder.Count > Most)
                _known.Remove(_inOrder.Dequeue());
            running = _running.TryGetValue(job, out var watches) ? [.. watches] : [];
        }
        foreach (var watch in running)
            watch.Cancel();
    }

    /// <summary>Watches over something of a job until it is disposed.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancelled">Fires when the job is cancelled; has fired when it was.</param>
    public IDisposable Watch(Guid job, out CancellationToken cancelled)
    {
        var source = new CancellationTokenSource();
        cancelled = source.Token;
        lock (_lock)
        {
            if (_known.Contains(job))
                source.Cancel();
            if (!_running.TryGetValue(job, out var watches))
                _running[job] = watches = [];
            watches.Add(source);
        }
        return new Watched(this, job, source);
    }

    private void Forget(Guid job, CancellationTokenSource source)
    {
        lock (_lock)
            if (_running.TryGetValue(job, out var watches) && watches.Remove(source) && watches.Count == 0)
                _running.Remove(job);
    }

    // The source is not disposed: it may be cancelled at this very moment, and it holds nothing that needs to be freed.
    private sealed class Watched(CancelledJobs jobs, Guid job, CancellationTokenSource source) : IDisposable
    {
        public void Dispose() => jobs.Forget(job, source);
    }
}
