using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Worker.Taking;

/// <summary>
/// Jobs that are not wanted any more, or of which nothing more is begun: what is not wanted of them is stopped, what still comes is dropped. A cancelled
/// job never comes back to life; one that has stopped early does when it is asked for again, in a later round.
/// </summary>
internal sealed class CancelledJobs
{
    /// <summary>So many are remembered; the oldest are forgotten first. What comes of those is done in vain, which harms nobody.</summary>
    public const int Most = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, int> _lastUnwanted = [];
    private readonly Queue<Guid> _inOrder = new();
    private readonly Dictionary<Guid, List<Watched>> _running = [];

    /// <summary>A job was cancelled, or begins nothing more.</summary>
    /// <param name="cancel">What goes on of it.</param>
    public void Add(CancelJob cancel)
    {
        var last = cancel.GoingOn is null ? int.MaxValue : cancel.Round;
        var goingOn = cancel.GoingOn?.ToHashSet() ?? [];
        Watched[] unwanted;
        lock (_lock)
        {
            if (_lastUnwanted.TryAdd(cancel.JobId, last))
                _inOrder.Enqueue(cancel.JobId);
            else
                _lastUnwanted[cancel.JobId] = Math.Max(last, _lastUnwanted[cancel.JobId]);
            if (_inOrder.Count > Most)
                _lastUnwanted.Remove(_inOrder.Dequeue());
            unwanted = _running.TryGetValue(cancel.JobId, out var watches) ? [.. watches.Where(watch => watch.Item.Round <= last && !goingOn.Contains(watch.Item.Item))] : [];
        }
        foreach (var watch in unwanted)
            watch.Source.Cancel();
    }

    /// <summary>Watches over an item until it is disposed.</summary>
    /// <param name="item">The item.</param>
    /// <param name="unwanted">Fires when nobody wants it any more; has fired when nobody did before.</param>
    public IDisposable Watch(UpscaleItem item, out CancellationToken unwanted)
    {
        var watch = new Watched(this, item);
        unwanted = watch.Source.Token;
        lock (_lock)
        {
            if (_lastUnwanted.TryGetValue(item.JobId, out var last) && item.Round <= last)
                watch.Source.Cancel();
            if (!_running.TryGetValue(item.JobId, out var watches))
                _running[item.JobId] = watches = [];
            watches.Add(watch);
        }
        return watch;
    }

    private void Forget(Watched watch)
    {
        lock (_lock)
            if (_running.TryGetValue(watch.Item.JobId, out var watches) && watches.Remove(watch) && watches.Count == 0)
                _running.Remove(watch.Item.JobId);
    }

    // The source is not disposed: it may be cancelled at this very moment, and it holds nothing that needs to be freed.
    private sealed class Watched(CancelledJobs jobs, UpscaleItem item) : IDisposable
    {
        public UpscaleItem Item => item;

        public CancellationTokenSource Source { get; } = new();

        public void Dispose() => jobs.Forget(this);
    }
}
