using System.Diagnostics;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Faces;
using SuperResFarm.Imaging.Quality;
using SuperResFarm.Inference.Faces;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>
/// The way of one image: open and probe, plan, then decode, run, place and encode at the same time, and at last give the
/// result its name. Memory grows with the width of the image, not with its height.
/// </summary>
/// <param name="planner">Decides what to do with an image.</param>
/// <param name="gates">How many images are in which stage; shared by all images of the process.</param>
public sealed class ItemPipeline(ItemPlanner planner, StageGates gates)
{
    private static int _unfinished;

    /// <summary>Tells whether faces can be restored, and what that takes.</summary>
    public FaceStep Faces => planner.Faces;

    /// <summary>Enlarges one image.</summary>
    /// <param name="request">What.</param>
    /// <param name="progress">Told after each tile.</param>
    /// <param name="ct">Stops within a tile; nothing is left behind.</param>
    /// <exception cref="FarmException">This image cannot be done; says why and what next.</exception>
    /// <exception cref="OperationCanceledException">Stopped by <paramref name="ct"/>.</exception>
    public async Task<UpscaleReport> RunAsync(UpscaleRequest request, IProgress<UpscaleProgress> progress, CancellationToken ct)
    {
        using var loading = await gates.LoadAsync(ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (request.Settings.TimeLimit is { } longest)
            limit.CancelAfter(longest);
        try
        {
            return await RunWithinLimitAsync(request, loading, progress, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw FarmException.Rejected(FailureCode.TimedOut, $"Not done within the time limit of {request.Settings.TimeLimit?.TotalSeconds:0.####} s: raise the limit or use a faster model.");
        }
    }

    private async Task<UpscaleReport> RunWithinLimitAsync(UpscaleRequest request, IDisposable loading, IProgress<UpscaleProgress> progress, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var clock = new StageClock();
        using var source = ImageSource.Open(request.Source, request.Settings.Limits);
        using var planned = await planner.PlanAsync(source.Header, request.Settings, ct);
        var faces = await FacesAsync(source.Header, planned, request, clock, progress, ct);
        var plan = ResultProvenance.AddTo(WithFaces(planned, faces), source.Metadata, request);
        var (unfinished, unfinishedMap) = (UnfinishedNameOf(request.Target), request.DivergenceMap is { } path ? UnfinishedNameOf(path) : null);
        try
        {
            var consistency = await StreamAsync(source, plan, PasteOf(plan, faces), request.Settings, unfinished, unfinishedMap, loading, clock, progress, ct);
            var (hash, bytes) = (await FileHash.Sha256Async(unfinished, ct), new FileInfo(unfinished).Length);
            if (unfinishedMap is not null)
                Publish(unfinishedMap, request.DivergenceMap!);   // before the result, which tells that all is done
            Publish(unfinished, request.Target);
            if (consistency?.Warning() is { } warning)
                plan = plan with { Warnings = [.. plan.Warnings, warning] };
            return new UpscaleReport(plan, hash, bytes, clock.Times, Stopwatch.GetElapsedTime(started)) { Consistency = consistency };
        }
        finally
        {
            File.Delete(unfinished);   // gone already when all went well
            if (unfinishedMap is not null)
                File.Delete(unfinishedMap);
        }
    }

    // On a thread that may block: the source is decoded here.
    private async Task<FaceWork?> FacesAsync(ImageHeader header, ItemPlan plan, UpscaleRequest request, StageClock clock, IProgress<UpscaleProgress> progress, CancellationToken ct)
    {
        if (request.Settings.Faces is not { } settings)
            return null;
        var order = new FaceOrder(() => ImageSource.Open(request.Source, request.Settings.Limits), header, plan.Tiles.Scale, settings, request.FacePictures)
        {
            Watch = new FaceWatch(clock.Infer, (done, all) => progress.Report(new UpscaleProgress(0, plan.Tiles.Runs, done, all))),
            SpareBytes = plan.Tiles.SpareBytes,
        };
        return await Task.Run(() => planner.Faces.RunAsync(order, ct), ct);
    }

    private static ItemPlan WithFaces(ItemPlan plan, FaceWork? faces) => faces is null ? plan : plan with
    {
        Faces = faces.Report,
        Tiles = plan.TilesBeside?.Invoke(faces.Patches.Sum(patch => patch.Bytes)) ?? plan.Tiles,
        Warnings = [.. plan.Warnings, .. faces.Report.Warnings],
    };

    private static FacePaste? PasteOf(ItemPlan plan, FaceWork? faces) =>
        faces is { Patches.Count: > 0 } ? new(faces.Patches, plan.Output.Enlarged.Width, plan.Source.Pixels) : null;

    private async Task<Consistency?> StreamAsync(
        ImageSource source, ItemPlan plan, FacePaste? faces, UpscaleSettings settings, string target, string? mapPath, IDisposable loading, StageClock clock,
        IProgress<UpscaleProgress> progress, CancellationToken ct)
    {
        using var map = mapPath is null ? null : new DivergenceMap(mapPath, source.Header.Size, ct);
        var meter = settings.Consistency || map is not null ? new ConsistencyMeter(source.Header.Size, plan.Tiles.Scale, source.Header.Pixels, map) : null;
        await StreamAsync(source, plan, faces, meter, target, loading, clock, progress, ct);
        map?.Finish();
        return meter?.Figures();
    }

    private async Task StreamAsync(
        ImageSource source, ItemPlan plan, FacePaste? faces, ConsistencyMeter? meter, string target, IDisposable loading, StageClock clock, IProgress<UpscaleProgress> progress,
        CancellationToken ct)
    {
        var bands = new BandChannel(plan.Output.Enlarged, source.Header.Pixels, capacity: 1);
        using var upscaler = new BandUpscaler(plan.Tiles, source.Header.Pixels, plan.Passes, clock, progress, meter, faces);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            await Stages.AllOrStop(stop, FeedAsync(), EncodeAsync());
        }
        finally
        {
            bands.Abandon(null);   // frees what waits there when the encoder was never let in
        }

        async Task FeedAsync()
        {
            Exception? fault = null;
            try
            {
                await upscaler.RunAsync(source.ReadRows, loading.Dispose, bands, stop.Token);
            }
            catch (Exception any)
            {
                fault = any;
                throw;
            }
            finally
            {
                bands.Complete(fault);
            }
        }

        async Task EncodeAsync()
        {
            using var saving = await gates.SaveAsync(stop.Token);
            try
            {
                // A thread of its own: the encoder blocks while it waits for bands.
                await Task.Factory.StartNew(
                    () => clock.Encode(() => ImageEncoder.Encode(bands, source.Metadata, plan.Output.Encode, target, stop.Token)),
                    CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            catch
            {
                File.Delete(target);   // before the next image is let in: it may need the room on a full disk
                throw;
            }
        }
    }

    // Not made from the target's name, which may be as long as names may be.
    private static string UnfinishedNameOf(string target) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(target))!, $".superres.{Environment.ProcessId}.{Interlocked.Increment(ref _unfinished)}.part");

    private static void Publish(string unfinished, string target)
    {
        try
        {
            File.Move(unfinished, target, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"The result cannot be given its name '{Path.GetFileName(target)}': {fault.Message}", fault);
        }
    }
}
