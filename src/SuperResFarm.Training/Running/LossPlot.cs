using System.Globalization;
using System.Text;
using System.Xml;

namespace SuperResFarm.Training.Running;

/// <summary>The log of a run as SVG: loss, and below it PSNR where something was measured, both over the steps.</summary>
internal sealed class LossPlot
{
    /// <summary>Name of the file in the folder of a run.</summary>
    public const string FileName = "loss.svg";

    private const string Namespace = "http://www.w3.org/2000/svg";
    private const double Width = 860, Left = 84, Right = 28, Top = 40, PanelHeight = 220, Gap = 70;
    private const int Ticks = 5;

    private readonly XmlWriter _svg;
    private readonly double _steps;

    private LossPlot(XmlWriter svg, double steps) => (_svg, _steps) = (svg, steps);

    /// <summary>Writes or replaces the plot in the folder of a run; nothing is written before the first line of the log.</summary>
    public static void Write(string folder, IReadOnlyList<LogRow> rows)
    {
        if (rows.Count > 0)
            File.WriteAllText(Path.Combine(folder, FileName), Draw(rows));
    }

    /// <param name="rows">At least one.</param>
    /// <returns>The document.</returns>
    public static string Draw(IReadOnlyList<LogRow> rows)
    {
        var text = new StringBuilder();
        var measured = rows.SelectMany(row => row.Psnr is { } psnr && double.IsFinite(psnr) ? [((double)row.Step, psnr)] : Array.Empty<(double, double)>()).ToList();
        using (var svg = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true }))
        {
            var plot = new LossPlot(svg, rows[^1].Step);
            svg.WriteStartElement("svg", Namespace);
            plot.Attributes(("width", Width), ("height", Top + 2 * (PanelHeight + Gap)), ("font-family", "sans-serif"), ("font-size", 13));
            plot.Element("rect", ("width", "100%"), ("height", "100%"), ("fill", "white"));
            plot.Panel("Loss, mean since the point before", Top, "#0072b2", [.. rows.Select(row => ((double)row.Step, row.Loss))]);
            if (measured.Count > 0)
                plot.Panel("PSNR on luma of the validation pictures, dB", Top + PanelHeight + Gap, "#d55e00", measured);
            svg.WriteEndElement();
        }
        return text.Append('\n').ToString();
    }

    private void Panel(string title, double top, string colour, List<(double Step, double Value)> points)
    {
        var (low, high) = (points.Min(point => point.Value), points.Max(point => point.Value));
        var room = Math.Max((high - low) * 0.05, Math.Abs(high) * 1e-3 + 1e-9);
        (low, high) = (low - room, high + room);
        Text(title, Left, top - 12, ("font-size", 15));
        for (var tick = 0; tick <= Ticks; tick++)
        {
            var (y, x) = (top + PanelHeight * (1 - (double)tick / Ticks), XOf(_steps * tick / Ticks));
            Element("line", ("x1", Left), ("x2", Width - Right), ("y1", y), ("y2", y), ("stroke", tick == 0 ? "black" : "#dddddd"));
            Text((low + (high - low) * tick / Ticks).ToString("G4", CultureInfo.InvariantCulture), Left - 8, y + 4, ("text-anchor", "end"));
            Text((_steps * tick / Ticks).ToString("0", CultureInfo.InvariantCulture), x, top + PanelHeight + 20, ("text-anchor", "middle"));
        }
        Text("step", (Left + Width - Right) / 2, top + PanelHeight + 38, ("text-anchor", "middle"));
        Element("polyline", ("fill", "none"), ("stroke", colour), ("stroke-width", 2), ("points", string.Join(' ', points.Select(point =>
            FormattableString.Invariant($"{XOf(point.Step):0.##},{top + PanelHeight * (high - point.Value) / (high - low):0.##}")))));
    }

    private double XOf(double step) => Left + (Width - Left - Right) * step / _steps;

    private void Text(string text, double x, double y, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _svg.WriteStartElement("text", Namespace);
        Attributes([("x", x), ("y", y), .. attributes]);
        _svg.WriteString(text);
        _svg.WriteEndElement();
    }

    private void Element(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        _svg.WriteStartElement(name, Namespace);
        Attributes(attributes);
        _svg.WriteEndElement();
    }

    private void Attributes(params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach (var (name, value) in attributes)
            _svg.WriteAttributeString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
    }
}
