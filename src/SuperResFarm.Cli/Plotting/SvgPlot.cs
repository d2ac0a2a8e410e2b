using System.Globalization;
using System.Text;
using System.Xml;

namespace SuperResFarm.Cli.Plotting;

/// <summary>Draws a plot as SVG 1.1: nothing is fetched, nothing runs, any browser shows it.</summary>
internal sealed class SvgPlot
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private const double Width = 860, Left = 84, Right = 28, Top = 70, PlotHeight = 380, BelowPlot = 66, LegendRow = 20, Bottom = 14;

    // Told apart by people of any colour vision (Okabe and Ito 2008, the yellow left out for its contrast to white).
    private static readonly string[] _colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

    private static readonly string[] _dashes = ["", "7 4", "2 3", "9 3 2 3"];

    private readonly XmlWriter _svg;
    private readonly PlotAxis _x;
    private readonly PlotAxis _y;

    private SvgPlot(XmlWriter svg, PlotAxis x, PlotAxis y) => (_svg, _x, _y) = (svg, x, y);

    /// <param name="plot">At least one point in all.</param>
    /// <returns>The document.</returns>
    public static string Draw(LinePlot plot)
    {
        List<PlotSeries> series = [.. plot.Series.Where(one => one.Points.Count > 0)];
        var points = series.SelectMany(one => one.Points).ToList();
        var text = new StringBuilder();
        using (var svg = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, CheckCharacters = false }))
            new SvgPlot(svg, PlotAxis.At([.. points.Select(point => point.X)]), PlotAxis.Of([.. points.SelectMany(point => new[] { point.Low, point.Y, point.High })]))
                .Draw(plot, series);
        return text.Append('\n').ToString();
    }

    private void Draw(LinePlot plot, List<PlotSeries> series)
    {
        var height = Top + PlotHeight + BelowPlot + series.Count * LegendRow + Bottom;
        _svg.WriteStartElement("svg", Namespace);
        Attributes(("width", Width), ("height", height), ("viewBox", FormattableString.Invariant($"0 0 {Width} {height}")), ("font-family", "sans-serif"), ("font-size", 13));
        Element("rect", ("width", "100%"), ("height", "100%"), ("fill", "white"));
        Text(plot.Title, Left, 30, ("font-size", 18));
        Text(plot.Subtitle, Left, 50, ("fill", "#555555"));
        DrawAxes(plot);
        foreach (var (index, one) in series.Index())
            DrawLine(one, StyleOf(index));
        foreach (var (index, one) in series.Index())
            DrawLegend(one, StyleOf(index), Top + PlotHeight + BelowPlot + (index + 0.5) * LegendRow);
        _svg.WriteEndElement();
    }

    private void DrawAxes(LinePlot plot)
    {
        foreach (var tick in _y.Ticks)
        {
            Element("line", ("x1", Left), ("x2", Width - Right), ("y1", YOf(tick)), ("y2", YOf(tick)), ("stroke", "#dddddd"));
            Text(Number(tick), Left - 8, YOf(tick) + 4, ("text-anchor", "end"));
        }
        foreach (var tick in _x.Ticks)
        {
            Element("line", ("x1", XOf(tick)), ("x2", XOf(tick)), ("y1", Top + PlotHeight), ("y2", Top + PlotHeight + 5), ("stroke", "black"));
            Text(Number(tick), XOf(tick), Top + PlotHeight + 20, ("text-anchor", "middle"));
        }
        Element("path", ("d", FormattableString.Invariant($"M{Left} {Top}V{Top + PlotHeight}H{Width - Right}")), ("fill", "none"), ("stroke", "black"));
        Text(plot.AxisX, (Left + Width - Right) / 2, Top + PlotHeight + 44, ("text-anchor", "middle"));
        var middle = Top + PlotHeight / 2;
        Text(plot.AxisY, 22, middle, ("text-anchor", "middle"), ("transform", FormattableString.Invariant($"rotate(-90 22 {middle})")));
    }

    private void DrawLine(PlotSeries series, (string Colour, string Dash) style)
    {
        _svg.WriteStartElement("g", Namespace);
        Attributes(("stroke", style.Colour), ("fill", style.Colour));
        Element("polyline",
            ("points", string.Join(' ', series.Points.Select(point => FormattableString.Invariant($"{XOf(point.X):0.##},{YOf(point.Y):0.##}")))),
            ("fill", "none"), ("stroke-width", 2), ("stroke-dasharray", style.Dash));
        foreach (var point in series.Points)
        {
            Element("line", ("x1", XOf(point.X)), ("x2", XOf(point.X)), ("y1", YOf(point.Low)), ("y2", YOf(point.High)), ("stroke-width", 1.5));
            _svg.WriteStartElement("circle", Namespace);
            Attributes(("cx", XOf(point.X)), ("cy", YOf(point.Y)), ("r", 4));
            _svg.WriteElementString("title", Namespace, Plain(point.Note));
            _svg.WriteEndElement();
        }
        _svg.WriteEndElement();
    }

    private void DrawLegend(PlotSeries series, (string Colour, string Dash) style, double y)
    {
        Element("line", ("x1", Left), ("x2", Left + 32), ("y1", y), ("y2", y), ("stroke", style.Colour), ("stroke-width", 2), ("stroke-dasharray", style.Dash));
        Element("circle", ("cx", Left + 16), ("cy", y), ("r", 4), ("fill", style.Colour));
        Text(series.Name, Left + 42, y + 4);
    }

    private static (string Colour, string Dash) StyleOf(int index) => (_colours[index % _colours.Length], _dashes[index / _colours.Length % _dashes.Length]);

    private double XOf(double value) => Left + (Width - Left - Right) * _x.Place(value);

    private double YOf(double value) => Top + PlotHeight * (1 - _y.Place(value));

    private void Element(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _svg.WriteStartElement(name, Namespace);
        Attributes(attributes);
        _svg.WriteEndElement();
    }

    private void Text(string text, double x, double y, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _svg.WriteStartElement("text", Namespace);
        Attributes([("x", x), ("y", y), .. attributes]);
        _svg.WriteString(Plain(text));
        _svg.WriteEndElement();
    }

    private void Attributes(params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach (var (name, value) in attributes)
            if (value is not "")
                _svg.WriteAttributeString(name, value is double number ? number.ToString("0.##", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture));
    }

    // Names of files may hold what no XML can.
    private static string Plain(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : ' '));

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
