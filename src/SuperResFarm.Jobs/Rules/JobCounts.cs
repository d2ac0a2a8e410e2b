namespace SuperResFarm.Jobs.Rules;

/// <summary>How many items of a job stand where.</summary>
/// <param name="Pending">Not with the broker.</param>
/// <param name="Dispatched">With the broker.</param>
/// <param name="Running">With a worker.</param>
/// <param name="Succeeded">Stored.</param>
/// <param name="Failed">Without a result.</param>
/// <param name="Cancelled">Not wanted any more.</param>
public readonly record struct JobCounts(int Pending, int Dispatched, int Running, int Succeeded, int Failed, int Cancelled)
{
    /// <summary>All items.</summary>
    public int Total => Open + Ended;

    /// <summary>Items that have not ended.</summary>
    public int Open => Pending + Dispatched + Running;

    /// <summary>Items that have ended.</summary>
    public int Ended => Succeeded + Failed + Cancelled;

    /// <returns>How many items have left the database for a worker, or did once and have ended: neither pending, nor refused, nor cancelled.</returns>
    /// <param name="refused">How many of the failed ones were refused when they were submitted.</param>
    public int Left(int refused) => Dispatched + Running + Succeeded + Failed - refused;

    /// <returns>The counts after items went from one state to another.</returns>
    /// <param name="from">Where they stood.</param>
    /// <param name="to">Where they stand.</param>
    /// <param name="items">How many.</param>
    public JobCounts Moved(ItemState from, ItemState to, int items = 1) => Plus(from, -items).Plus(to, items);

    /// <returns>The counts after a cancellation: everything open is cancelled.</returns>
    public JobCounts AllCancelled() => new(0, 0, 0, Succeeded, Failed, Cancelled + Open);

    private JobCounts Plus(ItemState state, int items) => state switch
    {
        ItemState.Pending => this with { Pending = Pending + items },
        ItemState.Dispatched => this with { Dispatched = Dispatched + items },
        ItemState.Running => this with { Running = Running + items },
        ItemState.Succeeded => this with { Succeeded = Succeeded + items },
        ItemState.Failed => this with { Failed = Failed + items },
        ItemState.Cancelled => this with { Cancelled = Cancelled + items },
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state of an item."),
    };
}
