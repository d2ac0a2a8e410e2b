using System.Xml.Linq;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Training.Running;

namespace SuperResFarm.TrainingTests.Running;

public class RunLogTests
{
    [Fact]
    public void New_AfterAKill_KeepsWhatTheStateKnows()
    {
        using var temp = new TempFolder();
        var folder = Path.GetDirectoryName(temp["x"])!;
        var log = new RunLog(folder, 0);
        log.Add(new(100, 10, 0.05, 1e-3, null));
        log.Add(new(200, 20, 0.04, 9e-4, 28.5));
        log.Add(new(300, 30, 0.03, 8e-4, null));
        File.AppendAllText(temp[RunLog.FileName], "400,4");   // cut off while it was written
        var again = new RunLog(folder, 200);
        Assert.Equal([new(100, 10, 0.05, 1e-3, null), new(200, 20, 0.04, 9e-4, 28.5)], again.Rows);
        Assert.Equal([LogRow.Header, "100,10.0,0.05,0.001,", "200,20.0,0.04,0.0009,28.500"], File.ReadAllLines(temp[RunLog.FileName]));
    }

    [Fact]
    public void Draw_LossAndMeasurements_AreOneLineEach()
    {
        var rows = Enumerable.Range(1, 20).Select(i => new LogRow(i * 100, i, 1.0 / i, 1e-3, i % 5 == 0 ? 28 + i / 10.0 : null)).ToList();
        var lines = XDocument.Parse(LossPlot.Draw(rows)).Descendants().Where(element => element.Name.LocalName == "polyline").Select(line => line.Attribute("points")!.Value.Split(' ').Length);
        Assert.Equal([20, 4], lines);
    }

    [Fact]
    public void Draw_OneRow_IsADocument() => Assert.NotNull(XDocument.Parse(LossPlot.Draw([new(1, 1, 0, 1e-3, double.PositiveInfinity)])).Root);

    [Fact]
    public void Of_Progress_TellsWhatIsLeftOfThisSpeed() => Assert.Equal(
        "step 300/1500  loss 0.02500  rate 1.0e-3  2.00 steps/s  10:00 left  PSNR-Y 28.500 dB",
        ProgressLine.Of(new(300, 100, 0.025, 1e-3, 28.5), steps: 1500, first: 100));
}
