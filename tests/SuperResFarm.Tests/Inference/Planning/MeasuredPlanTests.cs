using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Tests.Inference.Calibration;

namespace SuperResFarm.Tests.Inference.Planning;

public sealed class MeasuredPlanTests : IDisposable
{
    private const long Megabyte = 1_000_000;

    private static readonly NetworkShape _network = new(4, 3, 1, null, 920, TestKeys.Model);

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly CalibrationBook _book;

    public MeasuredPlanTests() => _book = new CalibrationBook(_folder["calibration.json"], _time);

    public void Dispose() => _folder.Dispose();

    [Property(MaxTest = 60)]
    public void Plan_AnyBudget_IsKeptWheneverAnythingFits(ushort width, ushort height, ushort megabytes, byte lanes, bool measured)
    {
        if (measured)
            Measure(TestKeys.Measured(_time.GetUtcNow(), bytesPerPixel: 3000));
        var request = Request(1 + width % 5000, 1 + height % 5000) with { Lanes = 1 + lanes % 8 };
        var least = Planner(1).Plan(request).FootprintBytes;
        var budget = 1 + megabytes % 3000 * Megabyte;

        var plan = Planner(budget).Plan(request);
        if (least <= budget)
            Assert.InRange(plan.FootprintBytes, 1, budget);
        else
            Assert.Equal(least, plan.FootprintBytes);
        Assert.InRange(plan.Lanes, 1, request.Lanes);
    }

    [Property(MaxTest = 60)]
    public void Plan_MoreMemory_NeverTakesLonger(ushort width, ushort height, ushort megabytes, ushort more, byte lanes, bool measured)
    {
        if (measured)
            Measure(WithBatches(TestKeys.Measured(_time.GetUtcNow(), bytesPerPixel: 3000)));
        var request = Request(1 + width % 5000, 1 + height % 5000) with { Lanes = 1 + lanes % 8 };
        var (small, large) = ((1 + megabytes % 2000) * Megabyte, (1 + megabytes % 2000 + more % 2000) * Megabyte);
        if (Planner(1).Plan(request).FootprintBytes > small)
            return;   // what fits nowhere is taken for its size, not its time
        Assert.True(SecondsOf(Planner(large).Plan(request)) <= SecondsOf(Planner(small).Plan(request)));
    }

    [Property(MaxTest = 40)]
    public void Plan_Ceiling_IsNeverExceeded(ushort width, ushort height, ushort edge)
    {
        var ceiling = 65 + edge % 900;
        _book.Remember(TestKeys.Of(), ceiling);   // the lowest of a test's runs holds
        var held = _book.Ceiling(TestKeys.Of())!.Value;
        var plan = Planner(4000 * Megabyte).Plan(Request(1 + width % 5000, 1 + height % 5000));
        Assert.InRange(plan.Grid.Shape.Pixels * plan.Batch, 1, (long)held * held - 1);
        Assert.Equal(held, plan.Reason!.CeilingEdge);
    }

    [Fact]
    public void Plan_MeasuredMemory_WinsOverTheEstimate()
    {
        var estimated = Planner(640 * Megabyte).Plan(Request(4000, 3000));
        Measure(TestKeys.Measured(_time.GetUtcNow(), bytesPerPixel: 9200));
        var measured = Planner(640 * Megabyte).Plan(Request(4000, 3000));

        Assert.True(measured.Grid.Shape.Pixels < estimated.Grid.Shape.Pixels);
        Assert.Null(estimated.Reason!.Measured);
        Assert.Equal((_time.GetUtcNow(), "Test GPU"), (measured.Reason!.Measured!.At, measured.Reason.Device));
    }

    [Fact]
    public void Plan_RefusedFit_KeepsTheEstimateOfMemory()
    {
        var estimated = Planner(640 * Megabyte).Plan(Request(4000, 3000));
        Measure(TestKeys.Measured(_time.GetUtcNow(), bytesPerPixel: 9200) with { Footprint = null, Refusal = "no line" });
        Assert.Equal(estimated.FootprintBytes, Planner(640 * Megabyte).Plan(Request(4000, 3000)).FootprintBytes);
    }

    [Fact]
    public void Plan_MeasuredSpeed_WinsOverTheUsualCurve()
    {
        // As on a device whose kernels for tiles above 128 are ten times slower.
        Measure(new Measurements(_time.GetUtcNow(), new Footprint(0, 1000), null, [Run(128, 1, 1e-6), Run(160, 1, 1e-5), Run(512, 1, 1e-5)]));
        Assert.InRange(Planner(640 * Megabyte).Plan(Request(4000, 3000)).Grid.Shape.Pixels, 64 * 64, 135 * 135);
    }

    [Fact]
    public void Plan_Batch_IsMoreThanOneOnlyWhereItGained()
    {
        var without = TestKeys.Measured(_time.GetUtcNow());
        Measure(without);
        Assert.Equal(1, Planner(640 * Megabyte).Plan(Request(4000, 3000)).Batch);

        _time.Advance(TimeSpan.FromSeconds(1));
        Measure(without with { At = _time.GetUtcNow(), Probes = [.. without.Probes, Run(512, 4, 1e-6)] });
        var plan = Planner(4000 * Megabyte).Plan(Request(4000, 3000));
        Assert.Equal(4, plan.Batch);
        Assert.InRange(plan.Grid.Shape.Pixels, 64 * 64, 512 * 512);
        Assert.Equal(2 * plan.Lanes * plan.Batch + 1, plan.Slots);
        // Where the memory is too small for four large tiles, it is not taken for them.
        Assert.InRange(Planner(100 * Megabyte).Plan(Request(4000, 3000)).FootprintBytes, 1, 100 * Megabyte);
    }

    [Fact]
    public void Plan_MemoryForOneLaneOnly_TakesOneAndAsManyTiles()
    {
        Measure(new Measurements(_time.GetUtcNow(), new Footprint(400 * Megabyte, 1000), null, [Run(64, 1, 1e-6)]));
        var plan = Planner(640 * Megabyte).Plan(Request(4000, 3000));
        Assert.Equal((1, 1), (plan.Lanes, plan.Slots));
        Assert.InRange(plan.FootprintBytes, 400 * Megabyte, 640 * Megabyte);
    }

    [Fact]
    public void Plan_MoreLanesThanTheDeviceHasPlaces_AreNoFaster()
    {
        Measure(TestKeys.Measured(_time.GetUtcNow()));
        var four = Planner(4000 * Megabyte).Plan(Request(4000, 3000) with { Lanes = 4 });
        var sixteen = Planner(40_000 * Megabyte).Plan(Request(4000, 3000) with { Lanes = 16 });
        Assert.Equal(SecondsOf(four), SecondsOf(sixteen), 0.05 * SecondsOf(four));
    }

    [Fact]
    public void Plan_MeasuredFixedSize_CountsWhatItTook()
    {
        Measure(new Measurements(_time.GetUtcNow(), new Footprint(50 * Megabyte, 0), null, [Run(96, 1, 1e-6)]));
        var plan = Planner(640 * Megabyte).Plan(Request(2000, 1000) with { Network = _network with { FixedSize = new PixelSize(96, 64) } });
        Assert.Equal(new TileShape(96, 64), plan.Grid.Shape);
        Assert.InRange(plan.FootprintBytes, 2 * 50 * Megabyte, 2 * 50 * Megabyte + 30 * Megabyte);
        Assert.Equal([PlanVerdict.Chosen], plan.Reason!.Candidates.Value.Select(candidate => candidate.Verdict));
    }

    [Fact]
    public void Reason_Candidates_TellWhatBecameOfEach()
    {
        _book.Remember(TestKeys.Of(), 300);
        var candidates = Planner(100 * Megabyte).Plan(Request(4000, 3000)).Reason!.Candidates.Value;

        Assert.Single(candidates, candidate => candidate.Verdict == PlanVerdict.Chosen);
        Assert.Contains(candidates, candidate => candidate.Verdict == PlanVerdict.AboveCeiling);
        Assert.All(candidates.Where(candidate => candidate.Verdict == PlanVerdict.AboveCeiling), candidate => Assert.True(candidate.Shape.Pixels >= 90_000));
        Assert.All(candidates.Where(candidate => candidate.Verdict is PlanVerdict.Slower or PlanVerdict.Chosen), candidate => Assert.InRange(candidate.FootprintBytes, 1, 100 * Megabyte));
        Assert.All(candidates.Where(candidate => candidate.Verdict == PlanVerdict.OverBudget), candidate => Assert.True(candidate.FootprintBytes > 100 * Megabyte));
        Assert.Equal(candidates.OrderBy(candidate => candidate.Shape.Pixels), candidates);
        var chosen = candidates.Single(candidate => candidate.Verdict == PlanVerdict.Chosen);
        Assert.All(candidates.Where(candidate => candidate.Verdict == PlanVerdict.Slower), candidate => Assert.True(candidate.SecondsPerMegapixel >= chosen.SecondsPerMegapixel));
    }

    [Property(MaxTest = 40)]
    public void Plan_DeviceWithItsOwnMemory_KeepsToBothBudgets(ushort width, ushort height, byte lanes)
    {
        var request = Request(1 + width % 5000, 1 + height % 5000) with { Lanes = 2 + lanes % 7 };
        var plan = PlanOn(new PlanMemory(150 * Megabyte, 400 * Megabyte), request);
        Assert.InRange(plan.FootprintBytes, 1, 150 * Megabyte);
        Assert.InRange(plan.HostBytes, 1, 400 * Megabyte);
        // Two devices hold half of the lanes each.
        Assert.True(PlanOn(new PlanMemory(150 * Megabyte, 400 * Megabyte, Devices: 2), request).Lanes >= plan.Lanes);

        TilePlan PlanOn(PlanMemory memory, PlanRequest wanted) => new TilePlanner(memory, _book, TestKeys.Provider).Plan(wanted);
    }

    [Theory]
    [InlineData(4000, 3000)]
    [InlineData(1920, 1080)]
    [InlineData(5184, 3456)]
    public void Plan_OnAGpu_CutsLongSidesIntoTilesOfFewShapes(int width, int height)
    {
        var shape = Planner(4000 * Megabyte).Plan(Request(width, height)).Grid.Shape;
        Assert.Equal((0, 0), (shape.Width % 128, shape.Height % 128));
    }

    [Theory]
    [InlineData(DeviceKind.Cpu, 8_000_000_000, 640_000_000)]
    [InlineData(DeviceKind.Cpu, 1_000_000_000, 500_000_000)]
    [InlineData(DeviceKind.Gpu, 11_000_000_000, 8_500_000_000)]
    [InlineData(DeviceKind.Gpu, 500_000_000, 0)]
    public void Budget_Device_IsItsShareBesideTheReserve(DeviceKind kind, long free, long expected) =>
        Assert.Equal(expected, new MemoryBudget(ReserveBytes: 1_000_000_000).Of(new Device(kind, "any", 1, 1L << 40), free));

    private void Measure(Measurements measured) => _book.Record(TestKeys.Of(), measured);

    private TilePlanner Planner(long budget) => new(budget, _book, TestKeys.Provider);

    private static double SecondsOf(TilePlan plan) => plan.Reason!.Candidates.Value.Single(candidate => candidate.Verdict == PlanVerdict.Chosen).SecondsPerMegapixel;

    private static Measurements WithBatches(Measurements measured) => measured with { Probes = [.. measured.Probes, Run(96, 2, 9e-6), Run(128, 4, 8e-6)] };

    private static Probe Run(int edge, int batch, double secondsPerPixel) => new(edge, edge, batch, 1000L * edge * edge * batch, secondsPerPixel * edge * edge * batch);

    private static PlanRequest Request(int width, int height) =>
        new(new PixelSize(width, height), new PixelFormat(3, SampleDepth.Eight), _network, Passes: 1, Halo: 15, Core: 0, Lanes: 2);
}
