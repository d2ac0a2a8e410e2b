using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Worker.Items;

/// <summary>Lets so many images into the pipeline at the same time: urgent ones first, first come first served among equals.</summary>
/// <param name="places">At least 1.</param>
internal sealed class PriorityGate(int places)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<IDisposable>>[] _waiting = [.. Enum.GetValues<Priority>().Select(_ => new Queue<TaskCompletionSource<IDisposable>>())];
    private int _free = places;
    private bool _closed;

    /// <summary>Waits for a place.</summary>
    /// <param name="priority">In which row.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>The place; given back by <see cref="IDisposable.Dispose"/>.</returns>
    /// <exception cref="FarmException">The gate was closed: the worker stops.</exception>
    public async Task<IDisposable> EnterAsync(Priority priority, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var turn = new TaskCompletionSource<IDisposable>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_closed)
                throw Closed();
            if (_free > 0)
            {
                _free--;
                return new Place(this);
            }
            _waiting[(int)priority].Enqueue(turn);
        }
        await using var end = ct.Register(() => turn.TrySetCanceled(ct));
        return await turn.Task;
    }

    /// <summary>Lets nobody in any more; who waits is turned away. Those inside stay.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var row in _waiting)
                while (row.TryDequeue(out var turn))
                    turn.TrySetException(Closed());
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            foreach (var row in _waiting)
                while (row.TryDequeue(out var next))
                    if (next.TrySetResult(new Place(this)))   // else it has given up
                        return;
            _free++;
        }
    }

    private static FarmException Closed() => new(FailureCode.Cancelled, Disposition.Requeue, "The worker stops; another one will do the image.");

    private sealed class Place(PriorityGate gate) : IDisposable
    {
        private PriorityGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
