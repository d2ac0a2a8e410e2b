using SuperResFarm.Inference.Calibration;

namespace SuperResFarm.Tests.Inference.Calibration;

public class SpeedTests
{
    [Fact]
    public void SecondsPerPixel_MeasuredEdge_IsWhatWasMeasured()
    {
        var speed = new Speed([Run(64, 1, 3e-6), Run(256, 1, 2e-6), Run(128, 1, 1e-6)]);
        int[] edges = [64, 128, 256];
        Assert.Equal([3e-6, 1e-6, 2e-6], edges.Select(edge => Math.Round(speed.SecondsPerPixel(new(edge, edge)), 12)));
    }

    [Fact]
    public void SecondsPerPixel_BetweenEdges_LiesBetween() =>
        Assert.InRange(new Speed([Run(64, 1, 3e-6), Run(128, 1, 1e-6)]).SecondsPerPixel(new(144, 64)), 1e-6, 3e-6);

    [Theory]
    [InlineData(16)]
    [InlineData(1024)]
    public void SecondsPerPixel_BeyondEdges_FollowsTheUsualCurve(int edge)
    {
        var speed = new Speed([Run(64, 1, 2e-6 * Speed.Usual(new(64, 64))), Run(128, 1, 2e-6 * Speed.Usual(new(128, 128)))]);
        Assert.Equal(2e-6 * Speed.Usual(new(edge, edge)), speed.SecondsPerPixel(new(edge, edge)), 12);
    }

    [Fact]
    public void SecondsPerPixel_Batch_CountsOnlyWhereItWasMeasuredAndGained()
    {
        var speed = new Speed([Run(64, 1, 2e-6), Run(128, 1, 2e-6), Run(64, 4, 1e-6), Run(64, 8, 3e-6)]);
        Assert.Equal([4, 8], speed.Batches);
        Assert.Equal(1e-6, speed.SecondsPerPixel(new(64, 64), batch: 4), 12);
        Assert.Equal(speed.SecondsPerPixel(new(64, 64)), speed.SecondsPerPixel(new(64, 64), batch: 8));
        Assert.Equal(speed.SecondsPerPixel(new(65, 65)), speed.SecondsPerPixel(new(65, 65), batch: 4));
        Assert.Equal(speed.SecondsPerPixel(new(64, 64)), speed.SecondsPerPixel(new(64, 64), batch: 2));
    }

    private static Probe Run(int edge, int batch, double secondsPerPixel) => new(edge, edge, batch, 1, secondsPerPixel * edge * edge * batch);
}
