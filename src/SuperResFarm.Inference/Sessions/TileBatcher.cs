using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Sessions;

/// <summary>
/// Brings tiles to the lanes: tiles of one shape together, whichever images they belong to, as many as a batch holds. A lane that is free waits a moment
/// for a batch to fill.
/// </summary>
/// <param name="lanes">The lanes of all devices.</param>
/// <param name="run">Runs tiles on a lane and answers them all; blocks.</param>
/// <param name="time">For lingering.</param>
internal sealed class TileBatcher(LanePool lanes, Action<Lane, IReadOnlyList<TileJob>> run, TimeProvider time)
{
    // Long against the copying of a tile, short against its run.
    private static readonly TimeSpan _linger = TimeSpan.FromMilliseconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<(TileShape Shape, int Batch), Waiting> _waiting = [];

    /// <summary>Tiles that wait for a lane.</summary>
    public int TilesWaiting
    {
        get
        {
            lock (_lock)
                return _waiting.Values.Sum(waiting => waiting.Tiles.Count);
        }
    }

    /// <inheritdoc cref="ITileEngine.RunAsync"/>
    public async Task<TimeSpan> RunAsync(TileSlot slot, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var job = new TileJob(slot);
        Add(job);
        await using var stop = ct.Register(() =>
        {
            Remove(job);
            job.Cancel(ct);
        });
        return await job.Done;
    }

    private void Add(TileJob job)
    {
        lock (_lock)
        {
            var key = (job.Slot.Shape, job.Slot.Batch);
            if (!_waiting.TryGetValue(key, out var waiting))
                _waiting[key] = waiting = new();
            waiting.Tiles.Add(job);
            if (waiting.Tiles.Count >= job.Slot.Batch)
                waiting.Full.TrySetResult();
            if (waiting.Servers * job.Slot.Batch >= waiting.Tiles.Count)
                return;
            waiting.Servers++;
            // Asked for here, and not on whatever thread comes first, so that lanes go to who asked first.
            var lane = lanes.LeaseAsync(CancellationToken.None).AsTask();
            _ = Task.Run(() => ServeAsync(waiting, job.Slot.Batch, lane), CancellationToken.None);
        }
    }

    private void Remove(TileJob job)
    {
        lock (_lock)
            if (_waiting.TryGetValue((job.Slot.Shape, job.Slot.Batch), out var waiting))
                waiting.Tiles.Remove(job);
    }

    // As many serve at the same time as the waiting tiles fill batches, so each of them finds a tile unless one was cancelled.
    private async Task ServeAsync(Waiting waiting, int batch, Task<LaneLease> lane)
    {
        using var lease = await lane;
        if (batch > 1)
            await FillAsync(waiting, batch);
        var jobs = Take(waiting, batch);
        if (jobs.Count > 0)
            // A thread of its own: native runs of seconds would starve the pool that cuts and places.
            await Task.Factory.StartNew(() => lease.Lane.Clock.Run(() => run(lease.Lane, jobs)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private async Task FillAsync(Waiting waiting, int batch)
    {
        Task full;
        lock (_lock)
        {
            if (waiting.Tiles.Count >= batch || waiting.Tiles.Count == 0)
                return;
            if (waiting.Full.Task.IsCompleted)
                waiting.Full = new(TaskCreationOptions.RunContinuationsAsynchronously);
            full = waiting.Full.Task;
        }
        using var enough = new CancellationTokenSource();
        await Task.WhenAny(full, Task.Delay(_linger, time, enough.Token));
        await enough.CancelAsync();
    }

    private List<TileJob> Take(Waiting waiting, int batch)
    {
        lock (_lock)
        {
            waiting.Servers--;
            var jobs = waiting.Tiles.Take(batch);
            if (jobs.Count > 0 && waiting is { Servers: 0, Tiles.Count: 0 })
                _waiting.Remove((jobs[0].Slot.Shape, batch));   // shapes differ between images
            return jobs;
        }
    }

    private sealed class Waiting
    {
        public TileQueue Tiles { get; } = new();

        /// <summary>Those that are on their way to a lane for these tiles.</summary>
        public int Servers { get; set; }

        public TaskCompletionSource Full { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
