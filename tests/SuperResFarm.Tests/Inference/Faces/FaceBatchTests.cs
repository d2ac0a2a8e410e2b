using System.Diagnostics.Metrics;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Tests.Inference.Faces;

/// <summary>Faces of different images share a batch where batches are worth it, as they are on a GPU.</summary>
public sealed class FaceBatchTests
{
    private const int Images = 2;

    // A process of its own: it counts every run that there is.
    [DataFact]
    public Task RestoreAsync_FacesOfTwoImages_RunTogether() => OwnProcess.RunAsync(RunTogether);

    private static void RunTogether() => RunTogetherAsync().GetAwaiter().GetResult();

    private static async Task RunTogetherAsync()
    {
        var lanes = new LanePool(new CpuProvider(), 1);
        using var engine = OnnxEngine.Load(new ModelLibrary([]).Open(TestData.PathOf("parity/gfpgan_64.pth")), SampleDepth.Eight, lanes);
        var (alone, together) = (Enumerable.Range(0, Images).Select(FaceOf).ToList(), Enumerable.Range(0, Images).Select(FaceOf).ToList());
        foreach (var face in alone)
            await new FaceRestorer(engine, Plan(1)).RestoreAsync([face], FaceWatch.Nobody, CancellationToken.None);

        var batches = new List<(string Counted, int Count)>();
        using var listener = Listen(batches);
        var busy = await lanes.LeaseAsync(CancellationToken.None);   // as if it ran a face of somebody else
        var running = together.Select(face => new FaceRestorer(engine, Plan(Images)).RestoreAsync([face], FaceWatch.Nobody, CancellationToken.None)).ToList();
        Assert.True(SpinWait.SpinUntil(() => engine.TilesWaiting == Images, TimeSpan.FromSeconds(60)), $"{engine.TilesWaiting} faces wait, not one of each image.");
        busy.Dispose();
        await Task.WhenAll(running);

        Assert.Equal([("superres.engine.batch.images", Images), ("superres.engine.batch.tiles", Images)], batches.Order());
        foreach (var (one, other) in alone.Zip(together))
            Assert.Equal(one.Samples, other.Samples);
    }

    private static TilePlan Plan(int batch) => FaceRestorerTests.Plan(batch) with { Batch = batch };

    private static Raster FaceOf(int seed)
    {
        var face = Raster.Black(new(64, 64), new(3, SampleDepth.Eight));
        new Random(seed).NextBytes(face.Samples);
        return face;
    }

    private static MeterListener Listen(List<(string, int)> batches)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == FarmMetrics.MeterName && instrument.Name.Contains("batch", StringComparison.Ordinal))
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, count, _, _) => batches.Add((instrument.Name, count)));
        listener.Start();
        return listener;
    }
}
