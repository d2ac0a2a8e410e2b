using System.Collections.Concurrent;

namespace SuperResFarm.Imaging.Png;

/// <summary>
/// The threads that compress strips of PNG files, in the order the strips come, whosever they are: one image uses all
/// cores, many images share them. Threads of their own: strips would keep all threads of the usual pool busy for minutes.
/// </summary>
internal sealed class StripPool : TaskScheduler, IDisposable
{
    // The zlib window starts anew with each strip: at this length that costs less than a thousandth of the bytes.
    private const int UsualStripBytes = 1 << 19;

    private static readonly Lazy<StripPool> _shared = new(() => new StripPool(Environment.ProcessorCount));
    private readonly BlockingCollection<Task> _strips = [];

    /// <param name="threads">At least 1.</param>
    /// <param name="stripBytes">Length of a strip's rows, which is exceeded where one row is longer.</param>
    public StripPool(int threads, int stripBytes = UsualStripBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        (MaximumConcurrencyLevel, StripBytes) = (threads, stripBytes);
        for (var i = 0; i < threads; i++)
            new Thread(Work) { IsBackground = true, Name = "PNG strips" }.Start();
    }

    /// <summary>That of the process: a thread for each core.</summary>
    public static StripPool Shared => _shared.Value;

    /// <summary>Threads.</summary>
    public override int MaximumConcurrencyLevel { get; }

    /// <summary>Length of a strip's rows.</summary>
    public int StripBytes { get; }

    /// <summary>Lets the threads end when nothing is left.</summary>
    public void Dispose() => _strips.CompleteAdding();

    /// <inheritdoc/>
    protected override void QueueTask(Task task) => _strips.Add(task);

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => _strips;

    private void Work()
    {
        foreach (var task in _strips.GetConsumingEnumerable())
            TryExecuteTask(task);
    }
}
