using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Hosting.Failpoints;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Storage.Objects;
using SuperResFarm.Worker.Engines;
using SuperResFarm.Worker.Operation;
using SuperResFarm.Worker.Scratch;
using SuperResFarm.Worker.Telemetry;

namespace SuperResFarm.Worker.Items;

/// <summary>The way of an item: look at source and target, fetch, wait for a place in the pipeline, enlarge, store. A result that is there already is adopted.</summary>
internal sealed class ItemWork(
    IObjectStore store, Targets targets, WarmEngines engines, ScratchFolder scratch, PriorityGate gate, UpscaleTally tally,
    IOptions<WorkerOptions> options, IOptions<ImageLimits> limits, TimeProvider time, ILogger<ItemWork> logger) : IItemWork
{
    // An image of a lesser queue goes back rather than hold its message for hours behind urgent ones.
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(30);
    private const int BufferBytes = 1 << 17;

    public async Task<ItemResult> RunAsync(UpscaleItem item, IProgress<double> progress, CancellationToken ct)
    {
        var (began, stages) = (time.GetTimestamp(), new StageWatch());
        var order = ItemOrder.Of(item, limits.Value);
        var budget = new TimeBudget(LimitOf(item.Parameters), time);
        var source = await budget.SpendAsync(token => SourceAsync(order, token), ct);
        using var engine = await stages.RunAsync("model", () => engines.RentAsync(item.Parameters, ct));
        var fingerprint = Fingerprint.Of(source.Version.ETag, engine.ModelSha256, order.Settings);
        var standing = await budget.SpendAsync(token => targets.LookAsync(order, fingerprint, token), ct);
        if (standing.Equal is { } equal)
            return Adopted(order, engine, equal, time.GetElapsedTime(began));

        using var place = scratch.Rent(source.Bytes);
        var sourceSha256 = await stages.RunAsync("fetch", () => budget.SpendAsync(token => FetchAsync(source, place.Source, token), ct));
        await Failpoint.PassAsync("worker.fetched", ct);
        var report = await UpscaleAsync(order, engine, place, sourceSha256, budget, stages, progress, ct);

        await Failpoint.PassAsync("worker.storing", ct);
        var notes = ResultNotes.Of(fingerprint, engine.ModelSha256, source, sourceSha256, order.Settings.Fidelity, report);
        if (order.Map is { } map)
            await StoreMapAsync(order with { Target = map }, fingerprint, place, notes.ToMetadata(order), budget, stages, ct);
        var write = new WriteOptions
        {
            ContentType = MediaTypes.Of(report.Plan.Output.Encode.Format),
            Metadata = notes.ToMetadata(order),
            Sha256 = report.OutputSha256,
        };
        var (head, adopted) = await stages.RunAsync("store",
            () => budget.SpendAsync(token => targets.StoreAsync(order, standing, fingerprint, place.Result, write, token), ct));
        await Failpoint.PassAsync("worker.stored", ct);
        if (adopted)
            return Adopted(order, engine, head, time.GetElapsedTime(began));
        var deviceSeconds = tally.DeviceSecondsOf(report);
        return notes.ToResult(order, report.OutputSha256, report.OutputBytes, adopted: false, time.GetElapsedTime(began)) with
        {
            DeviceSeconds = deviceSeconds,
            Cost = tally.CostOf(deviceSeconds),
            Tiles = TilesOf(report.Plan.Tiles),
            Stages = StagesOf(stages, report),
            Faces = report.Plan.FaceFacts(),
        };
    }

    private static ItemTiles TilesOf(TilePlan plan) => new(plan.Grid.Count, plan.Grid.Shape.Width, plan.Grid.Shape.Height, plan.Halo, plan.Passes);

    private static ItemStages StagesOf(StageWatch stages, UpscaleReport report) => new(
        stages.Of("model"), stages.Of("fetch"), stages.Of("queue"),
        report.Times.Decode.TotalSeconds, report.Times.Infer.TotalSeconds, report.Times.Place.TotalSeconds, report.Times.Encode.TotalSeconds, stages.Of("store"))
    {
        Faces = report.Plan.Faces?.Elapsed.TotalSeconds,
    };

    private TimeSpan LimitOf(UpscaleParameters parameters) =>
        parameters.TimeLimitSeconds is { } seconds && seconds < options.Value.ItemTimeLimit.TotalSeconds ? TimeSpan.FromSeconds(seconds) : options.Value.ItemTimeLimit;

    private async Task<ObjectHead> SourceAsync(ItemOrder order, CancellationToken ct)
    {
        var head = await store.HeadAsync(order.Source, ct);
        if (order.Item.SourceVersion is { } pinned && pinned.Trim('"') != head.Version.ETag)
            throw FarmException.Rejected(FailureCode.SourceChanged, $"The object '{order.Source}' is no longer the one that was submitted; submit it again to use its new content.");
        limits.Value.CheckBytes(head.Bytes);
        return head;
    }

    private async Task<string> FetchAsync(ObjectHead source, string path, CancellationToken ct)
    {
        await using var content = await store.OpenReadAsync(source.Uri, new ReadOptions { Version = source.Version }, ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            var buffer = new byte[Math.Clamp(source.Bytes, 1, BufferBytes)];
            for (int count; (count = await content.Body.ReadAsync(buffer, ct)) > 0;)
            {
                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), ct);
            }
        }
        catch (IOException fault)
        {
            throw ScratchFolder.Fault(fault);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task<UpscaleReport> UpscaleAsync(
        ItemOrder order, EngineLease engine, ScratchPlace place, string sourceSha256, TimeBudget budget, StageWatch stages, IProgress<double> progress,
        CancellationToken ct)
    {
        using var turn = await stages.RunAsync("queue", () => TurnAsync(order.Item, ct));
        using var span = FarmTraces.Begin("upscale");
        var settings = order.Settings with { TimeLimit = budget.Left > TimeSpan.Zero ? budget.Left : throw budget.TimedOut(Disposition.Retry) };
        try
        {
            place.Enter(order.Item);
            if (Failpoint.AnySet)
                await Failpoint.PassAsync($"worker.image.{Path.GetFileName(order.Source.Key)}", ct);
            var report = await engine.Pipeline.RunAsync(Request(order, place, sourceSha256, settings), new TileProgress(progress, ct), ct);
            place.Leave(order.Item);
            budget.Spend(report.Elapsed);
            tally.Count(report, order.Item.Parameters.Model);
            Log.Upscaled(logger, order.Source, report.Plan.Source.Size, report.Plan.Output.Final, report.Elapsed, report.Times);
            return report;
        }
        catch (FarmException fault) when (fault.Code == FailureCode.TimedOut)
        {
            throw budget.TimedOut(Disposition.Reject);
        }
        catch (Exception fault) when (fault is FarmException { Code: FailureCode.StorageFull } or IOException)
        {
            throw ScratchFolder.Fault(fault);
        }
    }

    private static UpscaleRequest Request(ItemOrder order, ScratchPlace place, string sourceSha256, UpscaleSettings settings) =>
        new(place.Source, sourceSha256, place.Result, settings) { DivergenceMap = order.Map is null ? null : place.Map };

    // A later attempt is alone in the pipeline: if an image kills the process, this tells which one it is.
    private async Task<IDisposable> TurnAsync(UpscaleItem item, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(_longestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        try
        {
            return await gate.EnterAsync(item.Priority, alone: item.Attempt > 1, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new FarmException(FailureCode.Cancelled, Disposition.Requeue, "The worker had more urgent images for too long; another one will do this image.");
        }
    }

    // Before the result: what is there then has its picture beside it.
    private async Task StoreMapAsync(
        ItemOrder order, string fingerprint, ScratchPlace place, Dictionary<string, string> notes, TimeBudget budget, StageWatch stages, CancellationToken ct)
    {
        var standing = await budget.SpendAsync(token => targets.LookAsync(order, fingerprint, token), ct);
        var write = new WriteOptions { ContentType = MediaTypes.Of(ImageFormat.Png), Metadata = notes, Sha256 = await FileHash.Sha256Async(place.Map, ct) };
        await stages.RunAsync("store", () => budget.SpendAsync(token => targets.StoreAsync(order, standing, fingerprint, place.Map, write, token), ct));
    }

    private ItemResult Adopted(ItemOrder order, EngineLease engine, ObjectHead head, TimeSpan elapsed)
    {
        Log.Adopted(logger, head.Uri);
        // Both are there, or it would not have been taken for an equal one.
        var notes = ResultNotes.Read(head)!;
        return notes.ToResult(order, head.Sha256!, head.Bytes, adopted: true, elapsed) with
        {
            Faces = order.Settings.Faces is { } faces ? notes.Faces?.Over(engine.FacesBy(faces)) : null,
        };
    }

    private sealed class TileProgress(IProgress<double> progress, CancellationToken ct) : IProgress<UpscaleProgress>
    {
        private bool _passed, _passedFaces;

        public void Report(UpscaleProgress value)
        {
            progress.Report((double)value.Done / value.Total);
            if (!Failpoint.AnySet)
                return;
            if (value.Faces > 0)
                Pass(ref _passedFaces, "worker.faces", value.FacesDone, value.Faces);
            else
                Pass(ref _passed, "worker.tiles", value.Done, value.Total);
        }

        // Tests only: the image waits with it, half done.
        private void Pass(ref bool passed, string place, int done, int all)
        {
            if (passed || 2 * done < all)
                return;
            passed = true;
            Failpoint.PassAsync(place, ct).GetAwaiter().GetResult();
        }
    }
}
