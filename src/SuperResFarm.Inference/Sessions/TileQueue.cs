namespace SuperResFarm.Inference.Sessions;

/// <summary>Tiles of one shape that wait for a lane. Owners take turns, so that an image with many tiles does not hold up one with few. Its owner locks.</summary>
internal sealed class TileQueue
{
    private readonly LinkedList<Turn> _turns = new();

    /// <summary>Tiles that wait.</summary>
    public int Count { get; private set; }

    public void Add(TileJob job)
    {
        var turn = _turns.FirstOrDefault(turn => turn.Owner == job.Slot.Owner);
        if (turn is null)
            _turns.AddLast(turn = new Turn(job.Slot.Owner, new()));
        turn.Jobs.AddLast(job);
        Count++;
    }

    /// <summary>Forgets a tile that nobody wants any more, if it still waits.</summary>
    public void Remove(TileJob job)
    {
        if (_turns.FirstOrDefault(turn => turn.Owner == job.Slot.Owner) is not { } turn || !turn.Jobs.Remove(job))
            return;
        Count--;
        if (turn.Jobs.Count == 0)
            _turns.Remove(turn);
    }

    /// <returns>Up to <paramref name="most"/> tiles, one of each owner in turn; none when none waits.</returns>
    public List<TileJob> Take(int most)
    {
        var taken = new List<TileJob>();
        while (taken.Count < most && _turns.First is { } next)
        {
            _turns.RemoveFirst();
            taken.Add(next.Value.Jobs.First!.Value);
            next.Value.Jobs.RemoveFirst();
            if (next.Value.Jobs.Count > 0)
                _turns.AddLast(next);
        }
        Count -= taken.Count;
        return taken;
    }

    private sealed record Turn(object Owner, LinkedList<TileJob> Jobs);
}
