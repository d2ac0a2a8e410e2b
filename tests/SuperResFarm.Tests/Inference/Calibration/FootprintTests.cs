using FsCheck.Xunit;
using SuperResFarm.Inference.Calibration;

namespace SuperResFarm.Tests.Inference.Calibration;

public class FootprintTests
{
    [Property]
    public void Fit_RunsOnALine_FindsIt(ushort thousands, ushort perPixel)
    {
        var (fixedBytes, slope) = (1000L * thousands, 1 + perPixel);
        int[] edges = [64, 96, 128, 256];
        var line = Footprint.Fit([.. edges.Select(edge => Run(edge, fixedBytes + (long)slope * edge * edge))], out var refusal)!;

        Assert.Null(refusal);
        Assert.InRange(line.LaneBytes(500 * 400), fixedBytes + slope * 200_000L - 2, fixedBytes + slope * 200_000L + 2);
    }

    [Theory]
    [InlineData(1.14, true)]
    [InlineData(0.87, true)]
    [InlineData(1.18, false)]
    [InlineData(0.84, false)]
    public void Fit_FurtherRun_MustAgreeWithinFifteenPercent(double beside, bool believed)
    {
        var expected = 2000 + 900L * 128 * 128;
        var line = Footprint.Fit([Run(64, 2000 + 900 * 64 * 64), Run(256, 2000 + 900 * 256 * 256), Run(128, (long)(expected * beside))], out var refusal);

        Assert.Equal(believed, line is not null);
        if (believed)
            Assert.Null(refusal);
        else
            Assert.Contains("128x128", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_TwoSizes_TellTooLittle()
    {
        Assert.Null(Footprint.Fit([Run(64, 10_000), Run(96, 20_000), Run(96, 20_000)], out var refusal));
        Assert.Contains("too little", refusal, StringComparison.Ordinal);
        Assert.Null(Footprint.Fit([Run(64, 10_000)], out _));
        Assert.Null(Footprint.Fit([], out _));
    }

    [Fact]
    public void Fit_OneSizeOnly_IsThatMuchIfItIsSoTwice()
    {
        Assert.Equal(new Footprint(10_100, 0), Footprint.Fit([Run(64, 10_000), Run(64, 10_100)], out _));
        Assert.Null(Footprint.Fit([Run(64, 10_000), Run(64, 12_000)], out _));
    }

    [Fact]
    public void Fit_EngineWithoutFigures_SaysSo()
    {
        Assert.Null(Footprint.Fit([Run(64, 0), Run(96, 0), Run(128, 0)], out var refusal));
        Assert.Contains("no figures", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_SteeperThanALine_NeverGoesBelowZero()
    {
        var line = Footprint.Fit([Run(100, 9_300_000), Run(141, 19_500_000), Run(200, 40_000_000)], out _)!;
        Assert.Equal((0, 1000), (line.FixedBytes, line.BytesPerPixel));
    }

    private static Probe Run(int edge, long bytes) => new(edge, edge, 1, bytes, 1);
}
