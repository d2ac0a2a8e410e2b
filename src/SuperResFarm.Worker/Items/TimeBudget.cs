using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Worker.Items;

/// <summary>The time one attempt has. Waiting for other images is not charged, for that is not the image's doing.</summary>
/// <param name="whole">All of it.</param>
/// <param name="time">The clock.</param>
internal sealed class TimeBudget(TimeSpan whole, TimeProvider time)
{
    private readonly TimeSpan _whole = whole;

    /// <summary>What is left, zero at least.</summary>
    public TimeSpan Left { get; private set; } = whole;

    /// <summary>Charges time that was measured elsewhere.</summary>
    public void Spend(TimeSpan spent) => Left = spent < Left ? Left - spent : TimeSpan.Zero;

    /// <summary>Does one step within what is left.</summary>
    /// <exception cref="FarmException">It took longer; a store or a network may have been slow, so it is tried again.</exception>
    public async Task<T> SpendAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(Left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        var began = time.GetTimestamp();
        try
        {
            return await step(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TimedOut(Disposition.Retry);
        }
        finally
        {
            Spend(time.GetElapsedTime(began));
        }
    }

    /// <returns>What is reported when the time is over.</returns>
    /// <param name="next">Whether another attempt might be faster.</param>
    public FarmException TimedOut(Disposition next) => new(FailureCode.TimedOut, next,
        $"Not done within the time limit of {_whole.TotalSeconds:0.####} s: raise the limit or use a faster model.");
}
