using System.Diagnostics.Metrics;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Inference.Sessions;

/// <summary>The engine's memory really ends here: its arena has a hard cap.</summary>
public class OutOfMemoryTests
{
    private const string Folder = "SUPERRES_TEST_FOLDER";
    private const int CapMegabytes = 100;

    [DataFact]
    public async Task Run_FirstTileDoesNotFit_GivesTheSameImage()
    {
        using var folder = new TempFolder();
        await OwnProcess.RunAsync(RunCapped, (Folder, folder["."]));
        using var uncapped = new TestPipeline();
        var expected = await uncapped.EnlargeAsync(Photo, Settings);
        var actual = Picture.Read(folder["capped.png"]);
        Assert.Equal(expected.Size, actual.Size);
        Assert.InRange(expected.Samples.Zip(actual.Samples, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
    }

    private static string Photo => TestData.PathOf("inputs/real-esrgan/OST_009.png");

    private static UpscaleSettings Settings => new() { Model = TestData.PathOf("weights/realesr-animevideov3.pth"), Halo = new HaloChoice(HaloKind.Exact, 0) };

    private static void RunCapped()
    {
        var failures = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == FarmMetrics.MeterName && instrument.Name == "superres.engine.out_of_memory")
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref failures, count));
        listener.Start();

        using var pipeline = new TestPipeline(new CpuProvider(CapMegabytes));
        var report = pipeline.RunAsync(Photo, Path.Combine(Environment.GetEnvironmentVariable(Folder)!, "capped.png"), Settings).GetAwaiter().GetResult();

        Assert.True(report.Plan.Tiles.FootprintBytes > CapMegabytes * 1_000_000L, $"The plan itself fits: {report.Plan.Tiles.FootprintBytes} bytes.");
        Assert.InRange(Interlocked.Read(ref failures), 1, report.Plan.Tiles.Runs * 4);
    }
}
