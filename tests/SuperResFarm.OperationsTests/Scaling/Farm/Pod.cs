using SuperResFarm.Contracts.Messages;
using SuperResFarm.OperationsTests.Scaling.Cluster;
using SuperResFarm.OperationsTests.Scaling.Rules;

namespace SuperResFarm.OperationsTests.Scaling.Farm;

/// <summary>
/// A worker: starts, runs a few items at a time, urgent ones first, and holds one more of each queue. Told to stop, it gives back at once what has not
/// begun, after its grace what has not ended, and is killed if that comes too late.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="dispatcher">Gives it items.</param>
/// <param name="rules">How it works.</param>
/// <param name="left">Called when it is gone.</param>
internal sealed class Pod(VirtualTime time, Dispatcher dispatcher, WorkerRules rules, Action left) : IConsumer
{
    /// <summary>From giving back to the end of the process: the tile that runs, the report, the rest of the host.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    private const int TurnsOfUrgency = 8;   // as in the worker's gate

    private readonly List<Item> _held = [];
    private readonly List<Item> _running = [];
    private readonly List<Item> _leaving = [];   // cancelled, and not answered yet
    private bool _stopping;
    private int _turns;

    public TimeSpan Created { get; } = time.Now;

    /// <summary>When its process had gone.</summary>
    public TimeSpan? Ended { get; private set; }

    public bool IsReady { get; private set; }

    /// <summary>Whether it counts as a replica.</summary>
    public bool IsActive => !_stopping;

    /// <summary>Items that had begun and were given back.</summary>
    public int GivenBack { get; private set; }

    /// <summary>Time for which those had run.</summary>
    public TimeSpan Wasted { get; private set; }

    /// <summary>Items that it had not answered when it was killed.</summary>
    public int Killed { get; private set; }

    /// <summary>Time that the running items still need.</summary>
    public TimeSpan Unfinished => _running.Aggregate(TimeSpan.Zero, (sum, item) => sum + item.Started!.Value + item.Service - time.Now);

    /// <summary>Its models are loaded: it takes items.</summary>
    public void Ready()
    {
        if (_stopping)
            return;
        IsReady = true;
        foreach (var queue in dispatcher.Queues)
            queue.Subscribe(this);
    }

    public bool HasRoom(Priority priority) => _held.Count(item => item.Priority == priority) + _running.Count(item => item.Priority == priority) <= rules.Images;

    public void Take(Item item)
    {
        _held.Add(item);
        Admit();
    }

    /// <summary>The order to stop.</summary>
    public void Stop()
    {
        _stopping = true;
        foreach (var queue in dispatcher.Queues)
            queue.Unsubscribe(this);
        var held = _held.ToList();
        _held.Clear();
        held.ForEach(dispatcher.GiveBack);
        if (_running.Count == 0)
            End();
        time.After(rules.Grace, GiveBackRunning);
        time.After(rules.TerminationGrace, Kill);
    }

    private void Admit()
    {
        while (!_stopping && _running.Count < rules.Images && _held.Count > 0)
        {
            var next = _turns++ % TurnsOfUrgency == TurnsOfUrgency - 1 ? _held[0] : _held.MinBy(item => item.Priority)!;
            _held.Remove(next);
            _running.Add(next);
            next.Started = time.Now;
            time.After(next.Service, () => Finish(next));
        }
    }

    private void Finish(Item item)
    {
        if (!_running.Remove(item))
            return;   // given back, or lost
        dispatcher.Done(item);
        Admit();
        if (_stopping && _running.Count == 0)
            End();
    }

    private void GiveBackRunning()
    {
        if (Ended is not null)
            return;
        GivenBack += _running.Count;
        _running.ForEach(item => Wasted += time.Now - item.Started!.Value);
        _leaving.AddRange(_running);
        _running.Clear();
        time.After(Farewell, SayGivenBack);
    }

    private void SayGivenBack()
    {
        if (Ended is not null)
            return;
        _leaving.ForEach(dispatcher.GiveBack);
        End();
    }

    private void Kill()
    {
        if (Ended is not null)
            return;
        foreach (var item in _running.Concat(_leaving))
        {
            Killed++;
            dispatcher[item.Priority].Lost(item);
        }
        _running.Clear();
        End();
    }

    private void End()
    {
        if (Ended is not null)
            return;
        Ended = time.Now;
        left();
    }
}
