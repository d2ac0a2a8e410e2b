using Microsoft.Extensions.Logging;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Jobs.Dispatch;

/// <summary>
/// Keeps the broker's queues filled: claim, publish, mark what was confirmed. A crash anywhere leaves items pending under a claim
/// that runs out, so none is lost; one may be published twice, which the attempt number makes harmless.
/// </summary>
/// <param name="database">Wakes it.</param>
/// <param name="claims">Gives it items.</param>
/// <param name="ledger">Marks them.</param>
/// <param name="control">Knows of cancelled jobs.</param>
/// <param name="publisher">The way to the broker.</param>
/// <param name="options">How deep, how fair, how often.</param>
/// <param name="time">For waiting; leases are measured by the database's clock.</param>
/// <param name="logger">Hears of failures.</param>
public sealed class Dispatcher(
    JobsDatabase database, ItemClaims claims, ItemLedger ledger, JobControl control, IItemPublisher publisher,
    DispatchOptions options, TimeProvider time, ILogger<Dispatcher> logger)
{
    private const int CancelsAtOnce = 100;

    private readonly DispatchOptions _options = options.Checked();

    /// <summary>Works until it is stopped; whatever fails is tried again after a growing wait.</summary>
    /// <param name="ct">Stops it; this is no error.</param>
    public async Task RunAsync(CancellationToken ct)
    {
        try
        {
            for (var failures = 0; ;)
            {
                var round = await TryRoundAsync(ct);
                failures = round is { Unconfirmed: 0 } ? 0 : failures + 1;
                if (failures > 0)
                    await Task.Delay(Backoff.Of(failures, _options), time, ct);
                else if (round is { Confirmed: 0 })
                    await database.Bell.WaitAsync(_options.Poll, time, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>Looks once: tells workers of cancelled jobs, then publishes one batch per priority, the high one first.</summary>
    /// <param name="ct">Ends it; what was claimed becomes free when the claim runs out.</param>
    public async Task<DispatchRound> RoundAsync(CancellationToken ct)
    {
        foreach (var cancel in await control.UnsaidCancelsAsync(CancelsAtOnce, ct))
            if (await InTimeAsync(token => publisher.PublishAsync(cancel, token), ct))
                await control.CancelSaidAsync(cancel, ct);
        var (confirmed, unconfirmed) = (0, 0);
        foreach (var priority in Enum.GetValues<Priority>())
        {
            var round = await FillAsync(priority, ct);
            (confirmed, unconfirmed) = (confirmed + round.Confirmed, unconfirmed + round.Unconfirmed);
        }
        return new DispatchRound(confirmed, unconfirmed);
    }

    private async Task<DispatchRound?> TryRoundAsync(CancellationToken ct)
    {
        try
        {
            var round = await RoundAsync(ct);
            if (round.Unconfirmed > 0)
                Log.Unconfirmed(logger, round.Unconfirmed, round.Confirmed);
            return round;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            Log.DispatchFailed(logger, fault);
            return null;
        }
    }

    private async Task<DispatchRound> FillAsync(Priority priority, CancellationToken ct)
    {
        var items = await claims.ClaimAsync(new ClaimOrder(
            priority, _options.WindowOf(priority), _options.Batch, _options.ClaimLease, _options.AgeStep, _options.WeightOf)
        {
            Express = _options.Express,
        }, ct);
        if (items.Count == 0)
            return default;
        var began = time.GetTimestamp();
        IReadOnlyList<UpscaleItem> confirmed = [];
        try
        {
            confirmed = await InTimeAsync(token => publisher.PublishAsync(items, token), ct);
            await ledger.ConfirmAsync(confirmed, ct);
        }
        finally
        {
            // Also after a failure: no claim needs to run out when this process lives on. What is confirmed by now is not pending.
            if (!ct.IsCancellationRequested)
                await claims.ReleaseAsync([.. items.Except(confirmed)], ct);
        }
        Count(confirmed, items.Count - confirmed.Count, priority, time.GetElapsedTime(began));
        return new DispatchRound(confirmed.Count, items.Count - confirmed.Count);
    }

    // An express item takes the queue above its own.
    private static void Count(IReadOnlyList<UpscaleItem> confirmed, int unconfirmed, Priority priority, TimeSpan lag)
    {
        foreach (var queue in confirmed.CountBy(item => item.Priority))
            FarmMetrics.Dispatched.Add(queue.Value, Tags.Priority(queue.Key));
        if (unconfirmed > 0)
            FarmMetrics.Undispatched.Add(unconfirmed, Tags.Priority(priority));
        FarmMetrics.DispatchLag.Record(lag.TotalSeconds, Tags.Priority(priority));
    }

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> publish, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(_options.PublishTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        try
        {
            return await publish(either.Token);
        }
        catch (OperationCanceledException fault) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"The broker confirmed nothing within {_options.PublishTimeout}.", fault);
        }
    }
}
