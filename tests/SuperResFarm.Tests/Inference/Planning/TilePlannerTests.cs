using FsCheck.Xunit;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Planning;

namespace SuperResFarm.Tests.Inference.Planning;

public class TilePlannerTests
{
    private static readonly NetworkShape _compact = new(4, 3, 1, null, 920);

    [Property(MaxTest = 60)]
    public void Plan_AnyImage_FitsTheBudget(ushort width, ushort height)
    {
        var plan = new TilePlanner(640_000_000).Plan(Request(1 + width % 6000, 1 + height));
        Assert.InRange(plan.FootprintBytes, 1, 640_000_000);
        Assert.InRange(plan.Grid.Shape.Width, 1, 1024);
    }

    [Fact]
    public void Plan_TwelveMegapixels_WastesLittle() =>
        Assert.InRange(new TilePlanner(640_000_000).Plan(Request(4000, 3000)).Grid.Redundancy, 1, 1.25);

    [Fact]
    public void Plan_TallerImage_NeedsNoMoreMemory()
    {
        var planner = new TilePlanner(640_000_000);
        Assert.InRange(planner.Plan(Request(4000, 48_000)).FootprintBytes, 1, 640_000_000);
    }

    [Fact]
    public void Plan_BudgetThatNothingFits_TakesTheSmallestFootprint()
    {
        var plan = new TilePlanner(1).Plan(Request(4000, 3000));
        Assert.InRange(plan.FootprintBytes, 1, new TilePlanner(640_000_000).Plan(Request(4000, 3000)).FootprintBytes / 2);
    }

    [Fact]
    public void Plan_OneImageTwoLanes_KeepsBothBusy() =>
        Assert.Equal(0, new TilePlanner(640_000_000).Plan(Request(500, 400)).Runs % 2);

    [Theory]
    [InlineData(32, 64)]
    [InlineData(200, 232)]
    public void Plan_FixedCore_CountsTheHaloOnTop(int core, int edge)
    {
        var plan = new TilePlanner(640_000_000).Plan(Request(2000, 2000) with { Core = core, Halo = 16 });
        Assert.InRange(plan.Grid.Shape.Width, edge - 8, edge);
    }

    [Fact]
    public void Plan_SizeMultiple_IsKept()
    {
        var plan = new TilePlanner(640_000_000).Plan(Request(2003, 1001) with { Network = _compact with { SizeMultiple = 8 } });
        Assert.Equal((0, 0), (plan.Grid.Shape.Width % 8, plan.Grid.Shape.Height % 8));
    }

    [Theory]
    [InlineData(2000, 1000)]
    [InlineData(20, 10)]
    public void Plan_FixedSizeNetwork_TakesOnlyThatTile(int width, int height)
    {
        var plan = new TilePlanner(640_000_000).Plan(Request(width, height) with { Network = _compact with { FixedSize = new PixelSize(96, 64) } });
        Assert.Equal(new TileShape(96, 64), plan.Grid.Shape);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plan_HaloWithoutCore_IsRefused(bool fixedSize)
    {
        var network = fixedSize ? _compact with { FixedSize = new PixelSize(32, 32) } : _compact;
        var fault = Assert.Throws<FarmException>(() => new TilePlanner(640_000_000).Plan(Request(5000, 5000) with { Halo = 700, Network = network }));
        Assert.Equal(FailureCode.SettingsInvalid, fault.Code);
    }

    private static PlanRequest Request(int width, int height) =>
        new(new PixelSize(width, height), new PixelFormat(3, SampleDepth.Eight), _compact, Passes: 1, Halo: 15, Core: 0, Lanes: 2);
}
