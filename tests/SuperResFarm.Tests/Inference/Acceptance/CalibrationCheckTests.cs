using SuperResFarm.Inference.Acceptance;
using SuperResFarm.Inference.Calibration;

namespace SuperResFarm.Tests.Inference.Acceptance;

public class CalibrationCheckTests
{
    private static readonly Footprint _line = new(FixedBytes: 1_000_000, BytesPerPixel: 1000);

    [Fact]
    public void Judge_LineThatForetells_Passes()
    {
        var finding = CalibrationCheck.Judge(Measured(_line, RunsOn(_line)), Run(_line, 200, 100, 1.14));
        Assert.Equal((Verdict.Pass, null), (finding.Verdict, finding.Remedy));
        Assert.InRange(finding.Figures["unseenError"], 0.12, 0.15);
        Assert.Equal(1000, finding.Figures["bytesPerPixel"]);
    }

    [Theory, InlineData(1.2), InlineData(0.8)]
    public void Judge_UnseenRunOffTheLine_Fails(double factor)
    {
        var finding = CalibrationCheck.Judge(Measured(_line, RunsOn(_line)), Run(_line, 200, 100, factor));
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.NotNull(finding.Remedy);
    }

    [Fact]
    public void Judge_MeasuredRunOffTheLine_Fails()
    {
        var finding = CalibrationCheck.Judge(Measured(_line, [.. RunsOn(_line), Run(_line, 300, 300, 1.3)]), Run(_line, 200, 100, 1));
        Assert.Equal(Verdict.Fail, finding.Verdict);
    }

    [Fact]
    public void Judge_NoLine_FailsWithTheReason()
    {
        var finding = CalibrationCheck.Judge(Measured(null, RunsOn(_line), "a run of 256x256 took 9 MB"), null);
        Assert.Equal(Verdict.Fail, finding.Verdict);
        Assert.Contains("a run of 256x256 took 9 MB", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_EngineWithoutFigures_IsSkipped() =>
        Assert.Equal(Verdict.Skip, CalibrationCheck.Judge(Measured(null, [new Probe(64, 64, 1, 0, 0.1)], "the engine keeps no figures of its memory"), null).Verdict);

    [Fact]
    public void Judge_NetworkOfOneSize_NeedsNoUnseenRun() => Assert.Equal(Verdict.Pass, CalibrationCheck.Judge(Measured(_line, RunsOn(_line)), null).Verdict);

    private static Measurements Measured(Footprint? line, IReadOnlyList<Probe> probes, string? refusal = null) => new(DateTimeOffset.UnixEpoch, line, refusal, probes);

    private static Probe[] RunsOn(Footprint line) => [Run(line, 64, 64, 1), Run(line, 128, 128, 1), Run(line, 256, 256, 1)];

    private static Probe Run(Footprint line, int width, int height, double factor) => new(width, height, 1, (long)(factor * line.LaneBytes(width * height)), 0.1);
}
