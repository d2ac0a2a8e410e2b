namespace SuperResFarm.Jobs.Dispatch;

/// <summary>Work that is done again and again.</summary>
internal static class Turns
{
    /// <summary>Does it at once, and then with pauses, until it is stopped, which is no error.</summary>
    /// <param name="every">From one turn to the next.</param>
    /// <param name="time">For waiting.</param>
    /// <param name="turn">One turn; keeps its failures to itself.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task RunAsync(TimeSpan every, TimeProvider time, Func<CancellationToken, Task> turn, CancellationToken ct)
    {
        using var ticks = new PeriodicTimer(every, time);
        try
        {
            do
                await turn(ct);
            while (await ticks.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopped.
        }
    }
}
