using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Tests.Models;

namespace SuperResFarm.Tests.Inference.Calibration;

/// <summary>Memory is measured in an arena that all sessions share, so nothing else may run meanwhile.</summary>
[Collection(Alone.Name)]
public class CalibratorTests
{
    private static readonly CpuProvider _provider = new();
    private static readonly CalibrationLimits _short = new() { Time = TimeSpan.FromSeconds(1) };

    [Theory]
    [InlineData(SampleDepth.Eight)]
    [InlineData(SampleDepth.Sixteen)]
    public async Task Measure_Bicubic_LiesOnALine(SampleDepth depth)
    {
        var measured = await MeasureAsync(Bicubic(), depth, _short);

        Assert.Null(measured.Refusal);
        Assert.InRange(measured.Footprint!.BytesPerPixel, 50, 5000);
        Assert.True(measured.Probes.Where(probe => probe.Batch == 1).Select(probe => probe.Width).Distinct().Count() >= 3);
        Assert.All(measured.Probes.Where(probe => probe.Batch == 1), probe => Assert.InRange(measured.Footprint.ErrorAt(probe), 0, Footprint.Tolerance));
        Assert.Equal(0, measured.Footprint.OutsideBytes);
    }

    [DataFact]
    public async Task Measure_Compact_PredictsARunItHasNotSeen()
    {
        var network = new ModelLibrary([TestData.PathOf("weights")]).Open("realesr-animevideov3");
        var measured = await MeasureAsync(network, SampleDepth.Eight, _short);
        using var session = new ProbeSession(network, SampleDepth.Eight, _provider);
        var unseen = session.Run(200, 120, batch: 1, CancellationToken.None);

        Assert.InRange(measured.Footprint!.ErrorAt(unseen), 0, 0.05);
        // What the graph tells is near enough to plan with, what was measured is nearer.
        Assert.InRange(NetworkShape.Of(network.Card, network.ActivationBytesPerPixel, 4).BytesPerPixel / measured.Footprint.BytesPerPixel, 0.7, 1.4);
    }

    [Fact]
    public async Task Measure_SizeMultiple_RunsOnlyMultiples()
    {
        var network = Bicubic();
        var measured = await MeasureAsync(network.With(network.Card with { SizeMultiple = 56 }), SampleDepth.Eight, _short);
        Assert.All(measured.Probes, probe => Assert.Equal((0, 0), (probe.Width % 56, probe.Height % 56)));
        Assert.NotNull(measured.Footprint);
    }

    [Fact]
    public async Task Measure_FixedSize_RunsOnlyThat()
    {
        var network = Bicubic();
        var measured = await MeasureAsync(network.With(network.Card with { FixedSize = new ImageSize(96, 64) }), SampleDepth.Eight, _short);
        Assert.All(measured.Probes, probe => Assert.Equal((96, 64, 1), (probe.Width, probe.Height, probe.Batch)));
        Assert.Equal(0, measured.Footprint!.BytesPerPixel);
        Assert.InRange(measured.Footprint.FixedBytes, 100_000, 50_000_000);
    }

    [Fact]
    public async Task Measure_NoTimeLeft_RunsOnlyWhatIsNecessary()
    {
        var measured = await MeasureAsync(Bicubic(), SampleDepth.Eight, new CalibrationLimits { Time = TimeSpan.Zero });
        Assert.Equal([64, 96, 128], measured.Probes.Select(probe => probe.Width));
        Assert.NotNull(measured.Footprint);
    }

    [Fact]
    public async Task Measure_FewBytes_RunsNothingThatNeedsMore()
    {
        var all = await MeasureAsync(Bicubic(), SampleDepth.Eight, new CalibrationLimits { Time = TimeSpan.Zero });
        var limit = 5 * all.Probes[^1].Bytes;   // enough for 256 x 256, not for 384 x 384
        var measured = await MeasureAsync(Bicubic(), SampleDepth.Eight, new CalibrationLimits { Time = TimeSpan.FromMinutes(1), Bytes = limit });
        Assert.InRange(measured.Probes.Max(probe => probe.Bytes), all.Probes[^1].Bytes + 1, limit);
    }

    [Fact]
    public async Task Measure_Stopped_EndsWithoutResult()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Calibrator(_provider, TimeProvider.System).MeasureAsync(Bicubic(), SampleDepth.Eight, _short, stop.Token));
    }

    [Fact]
    public async Task Measure_WhileOthersRun_LearnsNothing()
    {
        using var other = new ProbeSession(Bicubic(), SampleDepth.Eight, _provider);
        using var stop = new CancellationTokenSource();
        var busy = Task.Factory.StartNew(() => Busy(other, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            var fault = await Assert.ThrowsAsync<FarmException>(() => MeasureAsync(Bicubic(), SampleDepth.Eight, _short));
            Assert.Equal((FailureCode.DeviceUnavailable, Disposition.Retry), (fault.Code, fault.Next));
        }
        finally
        {
            await stop.CancelAsync();
            await busy;
        }
    }

    [Fact]
    public async Task Measure_MemoryBesideTheArena_CountsOnce()
    {
        var answers = new Queue<long>([1_000_000, 5_000_000_000]);
        var measured = await new Calibrator(_provider, TimeProvider.System, answers.Dequeue)
            .MeasureAsync(Bicubic(), SampleDepth.Eight, new CalibrationLimits { Time = TimeSpan.Zero }, CancellationToken.None);
        Assert.InRange(measured.Footprint!.OutsideBytes, 4_000_000_000, 4_999_000_000);
    }

    private static Network Bicubic() => new ModelLibrary([]).Open("bicubic", 4);

    private static Task<Measurements> MeasureAsync(Network network, SampleDepth depth, CalibrationLimits limits) =>
        new Calibrator(_provider, TimeProvider.System).MeasureAsync(network, depth, limits, CancellationToken.None);

    private static void Busy(ProbeSession session, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                session.Run(16, 16, 1, CancellationToken.None);
            }
            catch (FarmException)
            {
                // It is disturbed as well.
            }
        }
    }
}
