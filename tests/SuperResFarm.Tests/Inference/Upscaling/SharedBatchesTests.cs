using System.Diagnostics.Metrics;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Inference.Upscaling;

/// <summary>Images too small to fill a batch share one.</summary>
public sealed class SharedBatchesTests
{
    private const string Folder = "SUPERRES_TEST_FOLDER";
    private static readonly PixelSize _size = new(300, 200);
    private static readonly UpscaleSettings _settings = new() { Model = "bicubic", OutScale = 2, Halo = new HaloChoice(HaloKind.Pixels, 2) };

    [Fact]
    public async Task Run_TwoSmallImagesInFlight_ShareABatch()
    {
        using var folder = new TempFolder();
        using var alone = new TestPipeline();
        for (var image = 0; image < 2; image++)
        {
            var picture = Picture.Pattern(_size.Width, _size.Height, new PixelFormat(3, SampleDepth.Eight));
            picture.Set(5, 5, 0, 200 * image);   // each its own
            picture.Write(folder[$"{image}.png"], new EncodeSettings { Format = ImageFormat.Png });
            await alone.RunAsync(folder[$"{image}.png"], folder[$"alone-{image}.png"], _settings);
        }
        await OwnProcess.RunAsync(RunTogether, (Folder, folder["."]));
        for (var image = 0; image < 2; image++)
            Assert.Equal(Picture.Read(folder[$"alone-{image}.png"]).Samples, Picture.Read(folder[$"together-{image}.png"]).Samples);
    }

    private static void RunTogether() => RunTogetherAsync(Environment.GetEnvironmentVariable(Folder)!).GetAwaiter().GetResult();

    private static async Task RunTogetherAsync(string folder)
    {
        var (images, tiles) = (new List<int>(), new List<int>());
        using var listener = Listen(images, tiles);
        var (provider, book) = (new CpuProvider(), new CalibrationBook(Path.Combine(folder, "calibration.json"), TimeProvider.System));
        var lanes = new LanePool(provider, 1);
        using var networks = new WarmNetworks(new ModelLibrary([]), lanes);
        using var lease = networks.Rent("bicubic", 2);
        book.Record(CalibrationKey.Of(provider, lease.Network.Card.Sha256, SampleDepth.Eight), GainsByTwo());
        var planner = new ItemPlanner(networks, new HaloBook(Path.Combine(folder, "halos.json")), new TilePlanner(640_000_000, book, provider));
        using var gates = new StageGates(2, 2);
        var pipeline = new ItemPipeline(planner, gates);
        var engine = Assert.IsType<OnnxEngine>(lease.Network.EngineFor(SampleDepth.Eight));

        var busy = await lanes.LeaseAsync(CancellationToken.None);   // as if it ran a tile of somebody else
        var running = Enumerable.Range(0, 2).Select(image => pipeline.RunAsync(
            new UpscaleRequest(Path.Combine(folder, $"{image}.png"), "", Path.Combine(folder, $"together-{image}.png"), _settings),
            new Progress<UpscaleProgress>(), CancellationToken.None)).ToList();
        Assert.True(SpinWait.SpinUntil(() => engine.TilesWaiting == 2, TimeSpan.FromSeconds(60)), $"{engine.TilesWaiting} tiles wait, not one of each image.");
        busy.Dispose();
        var reports = await Task.WhenAll(running);

        Assert.All(reports, report => Assert.Equal((new TileShape(300, 200), 2), (report.Plan.Tiles.Grid.Shape, report.Plan.Tiles.Batch)));
        Assert.Equal(2, Assert.Single(images));
        Assert.Equal(2, Assert.Single(tiles));
    }

    private static Measurements GainsByTwo()
    {
        List<Probe> probes = [ProbeOf(64, 1, 1e-6), ProbeOf(128, 1, 1e-6), ProbeOf(512, 1, 1e-6), ProbeOf(512, 2, 0.5e-6)];
        return new(DateTimeOffset.UnixEpoch, Footprint.Fit([.. probes.Where(probe => probe.Batch == 1)], out var refusal), refusal, probes);
    }

    private static Probe ProbeOf(int edge, int batch, double secondsPerPixel) => new(edge, edge, batch, 100L * edge * edge * batch, secondsPerPixel * edge * edge * batch);

    private static MeterListener Listen(List<int> images, List<int> tiles)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == FarmMetrics.MeterName)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, count, _, _) => (instrument.Name.EndsWith("images", StringComparison.Ordinal) ? images : tiles).Add(count));
        listener.Start();
        return listener;
    }
}
