using Microsoft.Extensions.Options;
using SuperResFarm.Api.Events;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Background;

/// <summary>Writes reports down, many in one transaction. While the database is away they wait, and nothing is lost: the broker keeps what is not written.</summary>
internal sealed class ReportLedger(
    ReportInbox inbox, ItemLedger ledger, JobWatches watches, IOptions<ApiOptions> options, TimeProvider time, ILogger<ReportLedger> logger)
{
    /// <summary>Writes until the inbox is closed and empty.</summary>
    /// <param name="ct">Ends it in a hurry; what is not written goes back to the broker.</param>
    public async Task RunAsync(CancellationToken ct)
    {
        var batch = new List<ReportInbox.Waiting>(options.Value.ReportBatch);
        while (await inbox.Reader.WaitToReadAsync(ct))
        {
            while (batch.Count < options.Value.ReportBatch && inbox.Reader.TryRead(out var waiting))
                batch.Add(waiting);
            await WriteAsync(batch, ct);
            batch.Clear();
        }
    }

    private async Task WriteAsync(List<ReportInbox.Waiting> batch, CancellationToken ct)
    {
        for (var pause = new GrowingPause(); ;)
            try
            {
                await ledger.ApplyAsync([.. batch.Select(waiting => waiting.Report)], ct);
                watches.Touch(batch.Select(waiting => waiting.Report.JobId).Distinct());
                foreach (var waiting in batch)
                    waiting.Done();
                return;
            }
            catch (Exception fault) when (!ct.IsCancellationRequested && FaultMap.IsOfDatabase(fault))
            {
                var wait = pause.Next();
                Log.ReportsWait(logger, batch.Count, wait, fault);
                await Task.Delay(wait, time, ct);
            }
            catch (Exception fault) when (!ct.IsCancellationRequested)
            {
                await SingleOutAsync(batch, fault, ct);
                return;
            }
    }

    // One report that cannot be written must not hold up the others: it alone goes back, until the broker has handed it out too often.
    private async Task SingleOutAsync(List<ReportInbox.Waiting> batch, Exception fault, CancellationToken ct)
    {
        if (batch is [var one])
        {
            Log.ReportRefused(logger, one.Report.Item, one.Report.JobId, fault);
            one.Failed(fault);
            return;
        }
        foreach (var waiting in batch)
            await WriteAsync([waiting], ct);
    }
}
