using System.Globalization;
using System.Xml.Linq;
using SuperResFarm.Cli.Plotting;

namespace SuperResFarm.Tests.Cli.Plotting;

public class SvgPlotTests
{
    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Draw_TwoLines_HasPointsAxesAndLegend()
    {
        var drawn = Draw(
            new("one", [new(128, 4, 3, 5, "first"), new(256, 2, 2, 2, "second")]),
            new("two", [new(128, 1, 1, 1, "third")]),
            new("empty", []));
        Assert.Equal(2, drawn.Descendants(_svg + "polyline").Count());
        Assert.Equal(["first", "second", "third"], drawn.Descendants(_svg + "title").Select(title => title.Value));
        var texts = drawn.Descendants(_svg + "text").Select(text => text.Value).ToList();
        Assert.All(["title", "below", "pixels", "seconds", "one", "two", "128", "256", "0"], text => Assert.Contains(text, texts));
        Assert.DoesNotContain("empty", texts);
    }

    [Fact]
    public void Draw_Points_LieWhereTheAxesSay()
    {
        var drawn = Draw(new PlotSeries("line", [new(128, 4, 3, 5, ""), new(256, 2, 2, 2, ""), new(512, 0.5, 0.5, 0.5, "")]));
        var circles = drawn.Descendants(_svg + "title").Select(title => title.Parent!).Select(circle => (X: Number(circle, "cx"), Y: Number(circle, "cy"))).ToList();
        Assert.Equal(circles[1].X - circles[0].X, circles[2].X - circles[1].X, 1);
        // 5 is the top, 0 the foot; 2 lies three fifths below the top.
        var (top, foot) = (TickY("5"), TickY("0"));
        Assert.Equal(foot - (foot - top) * 2 / 5, circles[1].Y, 1);
        Assert.Equal(string.Join(' ', circles.Select(circle => FormattableString.Invariant($"{circle.X},{circle.Y}"))), (string)drawn.Descendants(_svg + "polyline").Single().Attribute("points")!);

        double TickY(string text) => Number(drawn.Descendants(_svg + "text").Single(one => one.Value == text && (string?)one.Attribute("text-anchor") == "end"), "y") - 4;
    }

    [Fact]
    public void Draw_ManyLines_AreEachOfTheirOwnKind()
    {
        var drawn = Draw([.. Enumerable.Range(0, 20).Select(line => new PlotSeries($"{line}", [new(64, 1 + line, 1 + line, 1 + line, "")]))]);
        var styles = drawn.Descendants(_svg + "polyline").Select(line => ((string)line.Parent!.Attribute("stroke")!, (string?)line.Attribute("stroke-dasharray"))).ToList();
        Assert.Equal(20, styles.Distinct().Count());
        var lowest = drawn.Descendants(_svg + "text").Max(text => Number(text, "y"));
        Assert.InRange(lowest, 20 * 12, Number(drawn.Root!, "height"));
    }

    [Fact]
    public void Draw_NamesThatAreMarkup_StayText()
    {
        var drawn = Draw(new PlotSeries("<script>&\u0001\"", [new(64, 1, 1, 1, "a < b")]));
        Assert.Empty(drawn.Descendants(_svg + "script"));
        Assert.Contains("<script>& \"", drawn.Descendants(_svg + "text").Select(text => text.Value));
    }

    private static XDocument Draw(params IReadOnlyList<PlotSeries> series) => XDocument.Parse(SvgPlot.Draw(new("title", "below", "pixels", "seconds", series)));

    private static double Number(XElement element, string name) => double.Parse((string)element.Attribute(name)!, CultureInfo.InvariantCulture);
}
