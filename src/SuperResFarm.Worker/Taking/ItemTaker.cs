using System.Diagnostics;
using Microsoft.Extensions.Options;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Hosting.Failpoints;
using SuperResFarm.Worker.Engines;
using SuperResFarm.Worker.Items;
using SuperResFarm.Worker.Operation;
using SuperResFarm.Worker.Reports;
using SuperResFarm.Worker.Scratch;
using SuperResFarm.Worker.Telemetry;

namespace SuperResFarm.Worker.Taking;

/// <summary>
/// Answers a message: does the item and reports how it ended. The message is done when the report is with the broker, and not before. Work goes on
/// when the broker is lost, and its report waits until the broker is there again.
/// </summary>
internal sealed class ItemTaker(
    IItemWork work, ReportSender reports, Heartbeats heartbeats, CancelledJobs cancelled, Suspects suspects, RunningItems running, WorkerStops stops,
    DeviceLoss loss, WorkerIdentity me, IOptions<WorkerOptions> options, ILogger<ItemTaker> logger)
{
    /// <summary>The handler of all queues.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="ct">The broker is lost.</param>
    public async Task TakeAsync(ItemDelivery delivery, CancellationToken ct)
    {
        var item = delivery.Item;
        using var span = FarmTraces.Begin("upscale item", ActivityKind.Consumer)?.Of(item);
        using var scope = Log.ItemScope(logger, item.JobId, item.Item, item.Attempt);
        await running.RunAsync(item, () => AnswerAsync(delivery), ct);
    }

    private async Task AnswerAsync(ItemDelivery delivery)
    {
        var began = Stopwatch.GetTimestamp();
        using var watch = cancelled.Watch(delivery.Item, out var unwanted);
        var report = await ReportOfAsync(delivery, unwanted);
        if (report is null)
            Log.Dropped(logger);
        else
            await reports.SendAsync(report, stops.Speaking);
        AttemptTally.Count(delivery.Item, report, Stopwatch.GetElapsedTime(began));
        await Failpoint.PassAsync("worker.reported", stops.Speaking);
    }

    // Null when nobody wants to hear of it.
    private async Task<IItemReport?> ReportOfAsync(ItemDelivery delivery, CancellationToken unwanted)
    {
        var item = delivery.Item;
        if (unwanted.IsCancellationRequested)
            return null;
        if (suspects.Include(item))
        {
            Log.Accused(logger);
            return me.Failed(item, FailureCode.Internal, Disposition.Retry, "The worker's process died while it was at this image; the image may have killed it.");
        }
        if (delivery.Before >= options.Value.MaxDeliveries)
        {
            Log.Poisonous(logger, delivery.Before);
            return me.Failed(item, FailureCode.Internal, Disposition.Retry,
                $"The item was handed out {delivery.Before} times and came back without an answer; the workers that had it, or their broker, may have died of it.");
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(unwanted, stops.Running);
        try
        {
            await Failpoint.PassAsync("worker.received", stop.Token);
            using var beat = heartbeats.Begin(item);
            return me.Upscaled(item, await work.RunAsync(item, beat, stop.Token));
        }
        catch (Exception) when (unwanted.IsCancellationRequested)
        {
            return null;
        }
        catch (FarmException fault) when (fault.Next == Disposition.Requeue)
        {
            Log.GivenBack(logger, fault.Message);
            loss.Notice(fault);
            return me.Failed(item, fault.Code, fault.Next, fault.Message);
        }
        catch (FarmException fault)
        {
            Log.ItemFailed(logger, fault.Code, fault.Next, fault.Message, fault.InnerException);
            return me.Failed(item, fault.Code, fault.Next, fault.Message);
        }
        catch (OperationCanceledException) when (stops.Running.IsCancellationRequested)
        {
            const string Why = "The worker stopped before the image was done; another one will do it.";
            Log.GivenBack(logger, Why);
            return me.Failed(item, FailureCode.Cancelled, Disposition.Requeue, Why);
        }
        catch (Exception fault)
        {
            Log.ItemBroke(logger, fault);
            return me.Failed(item, FailureCode.Internal, Disposition.Retry, "Something unexpected happened in the worker; its log has the cause.");
        }
    }
}
