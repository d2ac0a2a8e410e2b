using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Worker.Operation;

namespace SuperResFarm.Worker.Reports;

/// <summary>
/// Tells of items under way: soon after their begin, and then again and again, also when nothing moves, for that renews the lease. Only the latest
/// of an item is told; an item that ends at once is not told of at all. What cannot be sent is dropped: the next beat says more.
/// </summary>
internal sealed class Heartbeats(
    IFarmBroker broker, WorkerIdentity me, IOptions<WorkerOptions> options, TimeProvider time, ILogger<Heartbeats> logger) : BackgroundService
{
    /// <summary>From an item's begin to its first beat.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longestPause = TimeSpan.FromHours(1);   // with nothing to tell, the bell ends it

    // Not the time of day, which may jump.
    private readonly long _start = time.GetTimestamp();
    private readonly ConcurrentDictionary<Beat, bool> _beats = new();
    private volatile TaskCompletionSource _bell = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>An item begins.</summary>
    /// <returns>Takes its progress; the item ends with <see cref="IDisposable.Dispose"/>.</returns>
    public Beat Begin(UpscaleItem item)
    {
        var beat = new Beat(this, item, Now + First);
        _beats[beat] = true;
        _bell.TrySetResult();
        return beat;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await WaitAsync(stoppingToken);
            var now = Now;
            using var over = new CancellationTokenSource(_patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, over.Token);
            await Task.WhenAll(_beats.Keys.Where(beat => beat.Due <= now).Select(beat => SendAsync(beat, either.Token)));
        }
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        var bell = _bell;
        if (bell.Task.IsCompleted)
            bell = _bell = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Asked after the bell was hung up: whoever begins from here on rings it.
        var next = _beats.Keys.Select(beat => beat.Due).DefaultIfEmpty(TimeSpan.MaxValue).Min();
        var pause = next - Now;
        if (pause <= TimeSpan.Zero)
            return;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(bell.Task, Task.Delay(pause < _longestPause ? pause : _longestPause, time, end.Token));
        await end.CancelAsync();
    }

    private async Task SendAsync(Beat beat, CancellationToken ct)
    {
        beat.Due = Now + options.Value.Heartbeat;
        try
        {
            if (!beat.IsTold)
                await broker.SendAsync(me.Started(beat.Item), ct);
            else
                await broker.SendAsync(me.Progressed(beat.Item, beat.Done), ct);
            beat.IsTold = true;
        }
        catch (Exception fault)
        {
            Log.BeatUnsent(logger, fault, beat.Item.JobId, beat.Item.Item);
        }
    }

    /// <summary>An item under way.</summary>
    /// <param name="owner">Tells of it.</param>
    /// <param name="item">The item.</param>
    /// <param name="due">When next, since the start.</param>
    internal sealed class Beat(Heartbeats owner, UpscaleItem item, TimeSpan due) : IProgress<double>, IDisposable
    {
        private double _done;

        public UpscaleItem Item => item;

        public double Done => Volatile.Read(ref _done);

        // Only the loop touches these.
        public TimeSpan Due { get; set; } = due;

        public bool IsTold { get; set; }

        public void Report(double value) => Volatile.Write(ref _done, value);

        public void Dispose() => owner._beats.TryRemove(this, out _);
    }
}
