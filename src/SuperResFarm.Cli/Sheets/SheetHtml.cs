using System.Net;
using System.Text;
using SuperResFarm.Imaging.Encode;

namespace SuperResFarm.Cli.Sheets;

/// <summary>A page that stands alone: tables and rows of pictures, all of them within the file.</summary>
internal static class SheetHtml
{
    private const int CellEdge = 224;   // in the page's pixels

    private const string Style = """
        body { font: 14px/1.4 system-ui, sans-serif; margin: 2em; color: #222; background: #fff; }
        table { border-collapse: collapse; margin: 1em 0 2em; }
        th, td { padding: 0.2em 0.9em; text-align: right; border-bottom: 1px solid #ddd; font-variant-numeric: tabular-nums; }
        th.text, td.text { text-align: left; }
        .row { display: flex; flex-wrap: wrap; gap: 10px; margin-bottom: 1.5em; }
        figure { margin: 0; }
        figcaption { font-size: 12px; overflow-wrap: anywhere; }
        img { display: block; image-rendering: pixelated; }
        """;

    /// <param name="title">Of the page.</param>
    /// <param name="notes">Sentences below it.</param>
    /// <param name="summary">A table above the pictures: the head first; all of the same length.</param>
    /// <param name="rows">The pictures.</param>
    /// <param name="details">A table below the pictures.</param>
    /// <param name="textColumns">Columns on the left of the tables that hold words.</param>
    public static string Write(string title, IEnumerable<string> notes, IReadOnlyList<string[]> summary, IReadOnlyList<SheetRow> rows, IReadOnlyList<string[]> details, int textColumns)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>").Append(Text(title)).Append("</title>\n<style>\n").Append(Style)
            .Append("\n</style>\n</head>\n<body>\n<h1>").Append(Text(title)).Append("</h1>\n");
        page.Append("<ul>\n").AppendJoin("", notes.Select(note => $"<li>{Text(note)}</li>\n")).Append("</ul>\n");
        Add(page, summary, textColumns);
        foreach (var row in rows)
            page.Append("<h2>").Append(Text(row.Title)).Append("</h2>\n<div class=\"row\">\n").AppendJoin("", row.Cells.Select(FigureOf)).Append("</div>\n");
        page.Append("<h2>Every image</h2>\n");
        Add(page, details, textColumns);
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void Add(StringBuilder page, IReadOnlyList<string[]> table, int textColumns)
    {
        page.Append("<table>\n");
        foreach (var (index, cells) in table.Index())
            page.Append("<tr>").AppendJoin("", cells.Select((cell, column) => CellOf(cell, index == 0 ? "th" : "td", column < textColumns))).Append("</tr>\n");
        page.Append("</table>\n");
    }

    private static string CellOf(string text, string tag, bool words) => $"<{tag}{(words ? " class=\"text\"" : "")}>{Text(text)}</{tag}>";

    private static string FigureOf(SheetCell cell)
    {
        var zoom = Math.Max(1, CellEdge / Math.Max(cell.Image.Size.Width, cell.Image.Size.Height));
        var (width, height) = (zoom * cell.Image.Size.Width, zoom * cell.Image.Size.Height);
        var picture = Convert.ToBase64String(RasterPng.Write(cell.Image));
        return $"<figure style=\"width: {width}px\"><img src=\"data:image/png;base64,{picture}\" width=\"{width}\" height=\"{height}\" alt=\"{Text(cell.Label)}\">"
            + $"<figcaption><b>{Text(cell.Label)}</b><br>{Text(cell.Note)}</figcaption></figure>\n";
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
