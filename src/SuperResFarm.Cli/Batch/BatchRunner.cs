using System.Collections.Concurrent;
using System.Diagnostics;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Batch;

/// <summary>Does the images of a batch, several at the same time. An image that fails never stops another.</summary>
/// <param name="pipeline">Does one image.</param>
/// <param name="concurrency">Images at the same time.</param>
/// <param name="modelSha256">Hash of the model, part of what a result is made from.</param>
/// <param name="ledger">What was done before.</param>
/// <param name="observer">Is told.</param>
/// <param name="mapOf">Names the picture of where a result differs from its source; null: none is drawn.</param>
/// <param name="picturesOf">Draws how the faces of an image are restored; null: nobody looks.</param>
public sealed class BatchRunner(
    ItemPipeline pipeline, int concurrency, string modelSha256, Ledger ledger, IBatchObserver observer, Func<WorkItem, string>? mapOf = null,
    Func<WorkItem, FacePictures>? picturesOf = null)
{
    /// <summary>Runs until all images have ended, or within a tile after <paramref name="ct"/>.</summary>
    public async Task<Summary> RunAsync(IReadOnlyList<WorkItem> items, UpscaleSettings settings, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var outcomes = new ConcurrentBag<Outcome>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = ct };
        try
        {
            await Parallel.ForEachAsync(items, parallel, async (item, stop) =>
            {
                observer.Started(item);
                var outcome = await EndOfAsync(item, settings, stop);
                outcomes.Add(outcome);
                observer.Ended(outcome);
            });
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The summary says how many were not done.
        }
        var summary = SummaryOf(outcomes, items.Count, Stopwatch.GetElapsedTime(started));
        observer.Completed(summary);
        return summary;
    }

    private async Task<Outcome> EndOfAsync(WorkItem item, UpscaleSettings common, CancellationToken ct)
    {
        var settings = common with { Format = item.Format };
        var outcome = new Outcome(item, null, settings);
        try
        {
            settings.Limits.CheckBytes(new FileInfo(item.Source).Length);   // a file too large is not even read for its hash
            outcome = outcome with { SourceSha256 = await FileHash.Sha256Async(item.Source, ct) };
            var fingerprint = Ledger.FingerprintOf(outcome.SourceSha256, modelSha256, settings);
            var map = mapOf?.Invoke(item);
            if (ledger.IsDone(item.Target, fingerprint) && (map is null || File.Exists(map)))
                return outcome;

            foreach (var path in new[] { item.Target, map }.OfType<string>())
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var request = new UpscaleRequest(item.Source, outcome.SourceSha256, item.Target, settings) { DivergenceMap = map, FacePictures = picturesOf?.Invoke(item) };
            var report = await pipeline.RunAsync(request, new TileProgress(item, observer), ct);
            ledger.Add(item.Target, fingerprint, report);
            return outcome with { Report = report };
        }
        catch (FarmException fault)
        {
            return outcome with { Error = fault.Code, Message = fault.Message };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return outcome with { Error = outcome.SourceSha256 is null ? FileFaults.OfSource(fault) : FileFaults.OfResult(fault), Message = fault.Message };
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            return outcome with { Error = FailureCode.Internal, Message = $"{fault.GetType().Name}: {fault.Message}" };
        }
    }

    private static Summary SummaryOf(ConcurrentBag<Outcome> outcomes, int total, TimeSpan elapsed)
    {
        var done = outcomes.Select(outcome => outcome.Report).OfType<UpscaleReport>().ToList();
        var failed = outcomes.Count(outcome => outcome.Error is not null);
        return new Summary(
            done.Count, outcomes.Count - done.Count - failed, failed, total - outcomes.Count,
            done.Sum(report => report.Plan.Source.Size.Megapixels), done.Sum(report => report.Plan.Output.Final.Megapixels), elapsed, PeakMemory());
    }

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private sealed class TileProgress(WorkItem item, IBatchObserver observer) : IProgress<UpscaleProgress>
    {
        public void Report(UpscaleProgress value) => observer.Progressed(item, value);
    }
}
