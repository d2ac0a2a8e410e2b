using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace SuperResFarm.Broker.Queues;

/// <summary>The handlers of one subscription: how many run, when they must end, and how long a message rests before it goes back.</summary>
/// <param name="queue">For the log.</param>
/// <param name="time">For resting and patience.</param>
/// <param name="logger">Hears of failures.</param>
[SuppressMessage("Design", "CA1001", Justification = "The sources hold nothing that must be freed, and late handlers still look at them.")]
internal sealed class Handlers(string queue, TimeProvider time, ILogger logger)
{
    private const int MostRemembered = 10_000;

    // Without a rest, a database that is away for a minute would drive every report over the delivery limit.
    private static readonly TimeSpan _shortestRest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestRest = TimeSpan.FromSeconds(30);

    // How long handlers that were told to end are waited for.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly ConcurrentDictionary<Guid, int> _failures = new();
    private readonly CancellationTokenSource _over = new(Timeout.InfiniteTimeSpan, time);
    private Task? _end;
    private int _running;

    /// <summary>Fires when nothing more is taken.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Runs a handler.</summary>
    /// <param name="take">What to run; its token fires in a hurry, or when the message is lost.</param>
    /// <param name="before">How often the message came back already: the rest grows with it.</param>
    /// <param name="message">Which it is, for brokers that do not count failed handlers, such as RabbitMQ from 4.3 on; null: <paramref name="before"/> is enough.</param>
    /// <param name="lost">Fires when the message is no longer held here.</param>
    /// <exception cref="GivenBackException">The handler failed, or was not begun: the message must go back.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> take, int before, Guid? message, CancellationToken lost)
    {
        if (_stopping.IsCancellationRequested)
            throw new GivenBackException(null);
        Interlocked.Increment(ref _running);
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(lost, _hurry.Token);
            try
            {
                await take(end.Token);
                if (message is { } done && !_failures.IsEmpty)
                    _failures.TryRemove(done, out _);
            }
            catch (Exception fault)
            {
                if (!end.IsCancellationRequested)
                {
                    Log.HandlerFailed(logger, queue, fault);
                    await RestAsync(Math.Max(before, FailuresBefore(message)), lost);
                }
                throw new GivenBackException(fault);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>Ends a subscription; again and again it ends once, and each caller can tell it to hurry.</summary>
    /// <param name="stop">Takes nothing more and returns when no handler runs; its token ends that waiting when patience does.</param>
    /// <param name="ct">Tells the handlers to end.</param>
    public async Task StopAsync(Func<CancellationToken, Task> stop, CancellationToken ct)
    {
        await _stopping.CancelAsync();
        await using var hurry = ct.Register(() =>
        {
            _over.CancelAfter(_patience);
            _hurry.Cancel();
        });
        Task end;
        lock (_hurry)
            end = _end ??= EndAsync(stop);
        await end;
    }

    private async Task EndAsync(Func<CancellationToken, Task> stop)
    {
        try
        {
            await stop(_over.Token);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // Told below.
        }
        if (_over.IsCancellationRequested && Volatile.Read(ref _running) is > 0 and var stuck)
            Log.HandlersStuck(logger, queue, stuck);
    }

    // Messages that others take in the end are never forgotten one by one.
    private int FailuresBefore(Guid? message)
    {
        if (message is not { } failed)
            return 0;
        if (_failures.Count > MostRemembered)
            _failures.Clear();
        return _failures.AddOrUpdate(failed, 1, (_, times) => times + 1) - 1;
    }

    private async Task RestAsync(int before, CancellationToken lost)
    {
        var rest = Math.Min(_longestRest.Ticks, _shortestRest.Ticks * Math.Pow(2, Math.Min(before, 30)));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(lost, _stopping.Token);
        await Task.Delay(TimeSpan.FromTicks((long)rest), time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

/// <summary>A message must go back to its queue.</summary>
/// <param name="cause">What the handler threw; null: it was not begun.</param>
internal sealed class GivenBackException(Exception? cause) : Exception("The message goes back to its queue.", cause);
