using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Worker.Items;

/// <summary>
/// Lets so many images into the pipeline at the same time: urgent ones first, first come first served among equals. Every so often whoever has
/// waited longest comes first, so that nobody waits for ever.
/// </summary>
/// <param name="places">At least 1.</param>
internal sealed class PriorityGate(int places)
{
    /// <summary>Every so many turns the longest wait counts, not the urgency.</summary>
    internal const int TurnsOfUrgency = 8;

    private readonly int _places = places;
    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];   // in the order they came
    private int _free = places;
    private int _turns;
    private bool _closed;

    /// <summary>How many wait for a place.</summary>
    public int Length
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Places that are taken.</summary>
    public int Inside
    {
        get
        {
            lock (_lock)
                return _places - _free;
        }
    }

    /// <summary>Waits for a place.</summary>
    /// <param name="priority">How urgent.</param>
    /// <param name="alone">Whether nobody else may be inside meanwhile.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>The place; given back by <see cref="IDisposable.Dispose"/>.</returns>
    /// <exception cref="FarmException">The gate was closed: the worker stops.</exception>
    public async Task<IDisposable> EnterAsync(Priority priority, bool alone, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var waiting = new Waiting(priority, alone ? _places : 1, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            if (_closed)
                throw Closed();
            _waiting.Add(waiting);
            Admit();
        }
        await using var end = ct.Register(() => GiveUp(waiting, ct));
        return await waiting.Turn.Task;
    }

    /// <summary>Lets nobody in any more; who waits is turned away. Those inside stay.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var waiting in _waiting)
                waiting.Turn.TrySetException(Closed());
            _waiting.Clear();
        }
    }

    // Who comes next and needs more than is free holds up the others: it would never get in otherwise.
    private void Admit()
    {
        while (Next() is { } next && next.Needs <= _free)
        {
            _waiting.Remove(next);
            _turns++;
            _free -= next.Needs;
            next.Turn.SetResult(new Place(this, next.Needs));
        }
    }

    private Waiting? Next() => _turns % TurnsOfUrgency == TurnsOfUrgency - 1 ? _waiting.FirstOrDefault() : _waiting.MinBy(waiting => waiting.Priority);

    private void GiveUp(Waiting waiting, CancellationToken ct)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(waiting))
                return;   // it is inside, or was turned away
            waiting.Turn.SetCanceled(ct);
            Admit();
        }
    }

    private void Leave(int needed)
    {
        lock (_lock)
        {
            _free += needed;
            Admit();
        }
    }

    private static FarmException Closed() => new(FailureCode.Cancelled, Disposition.Requeue, "The worker stops; another one will do the image.");

    private sealed record Waiting(Priority Priority, int Needs, TaskCompletionSource<IDisposable> Turn);

    private sealed class Place(PriorityGate gate, int needed) : IDisposable
    {
        private PriorityGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave(needed);
    }
}
