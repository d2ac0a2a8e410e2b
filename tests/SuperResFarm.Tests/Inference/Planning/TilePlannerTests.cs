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

    // 1000 bytes for each of 10 000 pixels are 10 MB for a run; the face's own samples are little beside it.
    [Theory]
    [InlineData(400_000_000, 0, 4, 4, 4, 4)]
    [InlineData(200_000_000, 0, 4, 4, 4, 4)]
    [InlineData(165_000_000, 70_000_000, 4, 4, 4, 2)]
    [InlineData(90_000_000, 0, 4, 4, 4, 2)]
    [InlineData(45_000_000, 0, 4, 1, 4, 1)]
    [InlineData(35_000_000, 0, 4, 1, 2, 1)]
    [InlineData(45_000_000, 20_000_000, 4, 1, 2, 1)]
    [InlineData(5_000_000, 0, 4, 4, 1, 1)]
    public void PlanWhole_Memory_DecidesHowManyRunTogether(long budget, long held, int lanes, int batch, int plannedLanes, int plannedBatch)
    {
        var plan = new TilePlanner(budget).PlanWhole(Face(64) with { HeldBytes = held }, batch, lanes);
        Assert.Equal((plannedLanes, plannedBatch), (plan.Lanes, plan.Batch));
        Assert.Equal((1, 64), (plan.Grid.Count, plan.Runs));
        Assert.True(plan.FootprintBytes <= budget || plannedLanes == 1);
    }

    // The other lanes of the processor are idle by having no face.
    [Theory]
    [InlineData(8, 4, 4)]
    [InlineData(2, 1, 1)]
    [InlineData(1, 1, 3)]
    public void PlanWhole_LanesThatAreNotWorthIt_HaveNoFace(int lanes, int worth, int slots)
    {
        var plan = new TilePlanner(4_000_000_000).PlanWhole(Face(64) with { Lanes = lanes }, 1, worth);
        Assert.Equal((worth, slots), (plan.Lanes, plan.Slots));
    }

    [Fact]
    public void Plan_HeldBytes_LeaveLessToTiles()
    {
        var (free, held) = (new TilePlanner(640_000_000).Plan(Request(4000, 3000)), new TilePlanner(640_000_000).Plan(Request(4000, 3000) with { HeldBytes = 400_000_000 }));
        Assert.InRange(held.FootprintBytes, 400_000_000, 640_000_000);
        Assert.True(held.Grid.Shape.Pixels < free.Grid.Shape.Pixels);
    }

    private static PlanRequest Face(int faces) =>
        new(new PixelSize(100, 100), new PixelFormat(3, SampleDepth.Eight), new(1, 3, 1, new(100, 100), 1000), faces, Halo: 0, Core: 0, Lanes: 4);

    private static PlanRequest Request(int width, int height) =>
        new(new PixelSize(width, height), new PixelFormat(3, SampleDepth.Eight), _compact, Passes: 1, Halo: 15, Core: 0, Lanes: 2);
}
