using Microsoft.Extensions.Logging;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Jobs.Dispatch;

/// <summary>Gives back what lost workers and lost messages held, and forgets old idempotency keys. Several may run at once.</summary>
/// <param name="ledger">Where leases stand.</param>
/// <param name="keys">Where idempotency keys stand.</param>
/// <param name="options">How often.</param>
/// <param name="time">For waiting; leases are measured by the database's clock.</param>
/// <param name="logger">Hears of what was lost, and of failures.</param>
public sealed class Reaper(ItemLedger ledger, IdempotencyKeys keys, DispatchOptions options, TimeProvider time, ILogger<Reaper> logger)
{
    private const int AtOnce = 500;

    private readonly DispatchOptions _options = options.Checked();

    /// <summary>Works until it is stopped; whatever fails is tried again at the next turn.</summary>
    /// <param name="ct">Stops it; this is no error.</param>
    public Task RunAsync(CancellationToken ct) => Turns.RunAsync(_options.ReapEvery, time, ReapAllAsync, ct);

    private async Task ReapAllAsync(CancellationToken ct)
    {
        try
        {
            int ended;
            do
            {
                ended = await ledger.ReapAsync(AtOnce, ct);
                if (ended > 0)
                    Log.LeasesEnded(logger, ended);
            }
            while (ended == AtOnce);
            while (await keys.ForgetOldAsync(AtOnce, ct) == AtOnce)
                continue;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            Log.ReapFailed(logger, fault);
        }
    }
}
