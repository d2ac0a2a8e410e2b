using Microsoft.Extensions.Options;
using SuperResFarm.Broker.Queues;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Storage.Objects;
using SuperResFarm.Worker.Engines;
using SuperResFarm.Worker.Health;
using SuperResFarm.Worker.Items;
using SuperResFarm.Worker.Operation;
using SuperResFarm.Worker.Scratch;

namespace SuperResFarm.Worker.Taking;

/// <summary>
/// The worker's life: loads models, takes items while there is room for them, and stops in good order before any other part of the process does:
/// nothing new, time for what runs, the rest given back.
/// </summary>
internal sealed class WorkerService(
    IFarmBroker broker, ItemTaker taker, CancelledJobs cancelled, PriorityGate gate, WarmEngines engines, ModelSupply models, ScratchFolder scratch,
    Suspects suspects, IObjectStore store, DeviceLoss loss, WorkerStops stops, WorkerState state, IOptions<WorkerOptions> options, TimeProvider time, ILogger<WorkerService> logger)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Before the host stops any part, so also before the broker goes, whatever was added in which order.
    async Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken)
    {
        Log.Stopping(logger, options.Value.Grace);
        state.IsTaking = false;
        gate.Close();
        stops.Begin(options.Value.Grace, cancellationToken);
        if (ExecuteTask is { } life)
            await life.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await AgainAsync(WarmAsync, fault => state.Missing = $"the models cannot be loaded: {fault.Message}");
            await AgainAsync(TidyAsync, fault => state.Missing = $"uploads of a worker that died cannot be ended: {fault.Message}");
            state.Missing = null;
            await AgainAsync(TakeAsync, _ => { });
        }
        catch (OperationCanceledException) when (stops.Taking.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    // A store may come back, a model may be put where it is looked for: the worker waits, and says for what.
    private async Task AgainAsync(Func<Task> step, Action<Exception> failed)
    {
        while (true)
            try
            {
                await step();
                return;
            }
            catch (Exception fault) when (!stops.Taking.IsCancellationRequested)
            {
                failed(fault);
                Log.TryingAgain(logger, fault);
                loss.Notice(fault);
                await Task.Delay(_pause, time, stops.Taking);
            }
    }

    // What another worker is sending there at this moment ends too, and is sent again.
    private async Task TidyAsync()
    {
        foreach (var target in suspects.Unfinished)
            if (await store.AbortStaleUploadsAsync(ObjectPrefix.Parse(target), TimeSpan.Zero, stops.Taking) is > 0 and var ended)
                Log.UploadsEnded(logger, ended, target);
    }

    private async Task WarmAsync()
    {
        await models.RefreshAsync(stops.Taking);
        foreach (var model in options.Value.Warm)
        {
            using var lease = await engines.RentAsync(new UpscaleParameters { Model = model }, stops.Taking);
            Log.ModelLoaded(logger, model, lease.ModelSha256);
        }
    }

    private async Task TakeAsync()
    {
        var hearing = await broker.HearCancelsAsync(HearAsync, stops.Taking);
        try
        {
            while (true)
            {
                await scratch.WaitAsync(forRoom: true, stops.Taking);
                await TakeWhileRoomAsync();
                Log.NoRoom(logger);
            }
        }
        finally
        {
            await hearing.StopAsync(stops.Speaking);
        }
    }

    private async Task TakeWhileRoomAsync()
    {
        var subscriptions = new List<ISubscription>();
        try
        {
            foreach (var queue in options.Value.Taken())
                subscriptions.Add(await broker.TakeItemsAsync(queue, options.Value.Images + 1, taker.TakeAsync, stops.Taking));
            state.IsTaking = !stops.Taking.IsCancellationRequested;
            Log.Taking(logger, options.Value.Images);
            await scratch.WaitAsync(forRoom: false, stops.Taking);
        }
        finally
        {
            state.IsTaking = false;
            await Task.WhenAll(subscriptions.Select(subscription => subscription.StopAsync(stops.Speaking)));
        }
    }

    private Task HearAsync(CancelJob cancel, CancellationToken ct)
    {
        cancelled.Add(cancel);
        return Task.CompletedTask;
    }
}
