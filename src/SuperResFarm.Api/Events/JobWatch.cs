using System.Threading.Channels;
using SuperResFarm.Api.Problems;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Events;

/// <summary>Looks at one job for all who watch it, every second, and at once when this process has written something of it.</summary>
internal sealed class JobWatch : IDisposable
{
    private const int PageItems = 500;
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _atMostEvery = TimeSpan.FromMilliseconds(100);

    private readonly JobReader _reader;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _touched = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile JobSnapshot _now;

    public JobWatch(JobView job, JobReader reader, TimeProvider time, ILogger logger)
    {
        (_reader, _time, _logger, _now) = (reader, time, logger, new JobSnapshot(job));
        Done = Task.Run(RunAsync);
    }

    /// <summary>How the job stood last.</summary>
    public JobSnapshot Now => _now;

    /// <summary>Done when nobody looks any more.</summary>
    public Task Done { get; }

    /// <summary>Looks again at once.</summary>
    public void Touch() => _touched.Writer.TryWrite(true);

    /// <returns>The next items that have ended.</returns>
    /// <param name="now">As the watcher knows the job.</param>
    /// <param name="after">How far the watcher is; null: at the beginning.</param>
    public Task<IReadOnlyList<ItemView>> EndedAsync(JobSnapshot now, FeedPlace? after) => now.PageAsync(after, () =>
        _reader.ListEndedAsync(now.Job.Id, after is { } last ? (last.ChangedAt, last.Number) : null, PageItems, _stop.Token));

    /// <summary>Looks no more.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var stop = _stop.Token;
        try
        {
            for (Task<bool>? touched = null; ;)
            {
                touched ??= _touched.Reader.ReadAsync(stop).AsTask();
                await Task.WhenAny(Task.Delay(_every, _time, stop), touched);
                stop.ThrowIfCancellationRequested();
                touched = touched.IsCompleted ? null : touched;
                await LookAsync(stop);
                await Task.Delay(_atMostEvery, _time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody watches any more.
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            var before = _now;
            if (await _reader.FindAsync(before.Job.Tenant, before.Job.Id, stop) is not { } job || job == before.Job)
                return;
            _now = new JobSnapshot(job);
            before.Replace();
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            Log.WatchFailed(_logger, _now.Job.Id, fault);
        }
    }
}
