namespace SuperResFarm.Inference.Sessions;

/// <summary>One tile on its way through a lane. Whoever wants it may go at any time; the slot is not touched from then on.</summary>
/// <param name="slot">The tile.</param>
internal sealed class TileJob(TileSlot slot)
{
    private readonly Lock _slot = new();
    private readonly TaskCompletionSource<TimeSpan> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _over;
    private TileRun? _run;

    public TileSlot Slot => slot;

    public Task<TimeSpan> Done => _done.Task;

    /// <summary>Copies the source tile, and from now on takes part in a run.</summary>
    /// <returns>False when nobody wants it any more.</returns>
    public bool Begin(TileRun run, Span<byte> input)
    {
        lock (_slot)
        {
            if (_over)
                return false;
            slot.Input.CopyTo(input);
            _run = run;
            run.Join();
            return true;
        }
    }

    /// <summary>Takes the enlarged tile, unless nobody wants it any more.</summary>
    public void End(ReadOnlySpan<byte> output, TimeSpan busy)
    {
        lock (_slot)
        {
            if (_over)
                return;
            output.CopyTo(slot.Output);
            _over = true;
        }
        _done.SetResult(busy);
    }

    public void Fail(Exception fault)
    {
        if (Finish())
            _done.SetException(fault);
    }

    public void Cancel(CancellationToken ct)
    {
        if (!Finish())
            return;
        _done.SetCanceled(ct);
        _run?.Leave();
    }

    private bool Finish()
    {
        lock (_slot)
            return !_over && (_over = true);
    }
}
