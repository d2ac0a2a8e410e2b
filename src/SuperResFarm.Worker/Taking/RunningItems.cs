using System.Collections.Concurrent;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Worker.Taking;

/// <summary>Lets one attempt at an item run at a time. A copy of its message, which a broker hands out after a lost connection, waits for it and has then
/// nothing to do; a later attempt waits and then finds the result.</summary>
internal sealed class RunningItems
{
    private readonly ConcurrentDictionary<(Guid Job, int Item), (int Attempt, Task Ended)> _running = new();

    /// <summary>Does an attempt, unless this or a later one is done by then.</summary>
    /// <param name="item">The attempt.</param>
    /// <param name="run">Does it.</param>
    /// <param name="ct">Ends the waiting for another, not the work itself.</param>
    public async Task RunAsync(UpscaleItem item, Func<Task> run, CancellationToken ct)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var key = (item.JobId, item.Item); ;)
        {
            var other = _running.GetOrAdd(key, (item.Attempt, ended.Task));
            if (other.Ended == ended.Task)
                break;
            await other.Ended.WaitAsync(ct);
            if (other.Attempt >= item.Attempt)
                return;
        }
        try
        {
            await run();
        }
        catch (Exception fault)
        {
            Leave();
            ended.SetException(fault);
            _ = ended.Task.Exception;   // seen, also when nobody waits
            throw;
        }
        Leave();
        ended.SetResult();

        void Leave() => _running.TryRemove((item.JobId, item.Item), out _);
    }
}
