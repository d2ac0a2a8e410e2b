using Microsoft.Extensions.Logging;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Jobs.Dispatch;

/// <summary>Ends jobs soon after their deadline. Several may run at once.</summary>
/// <param name="stops">Ends them.</param>
/// <param name="options">How often it looks: <see cref="DispatchOptions.Poll"/>.</param>
/// <param name="time">For waiting; deadlines are compared with the database's clock.</param>
/// <param name="logger">Hears of failures.</param>
public sealed class DeadlineWatch(JobStops stops, DispatchOptions options, TimeProvider time, ILogger<DeadlineWatch> logger)
{
    private const int AtOnce = 100;

    private readonly DispatchOptions _options = options.Checked();

    /// <summary>Works until it is stopped; whatever fails is tried again at the next turn.</summary>
    /// <param name="ct">Stops it; this is no error.</param>
    public Task RunAsync(CancellationToken ct) => Turns.RunAsync(_options.Poll, time, LookAsync, ct);

    private async Task LookAsync(CancellationToken ct)
    {
        try
        {
            while (await stops.EndOverdueAsync(AtOnce, ct) == AtOnce)
                continue;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            Log.DeadlinesUnseen(logger, fault);
        }
    }
}
