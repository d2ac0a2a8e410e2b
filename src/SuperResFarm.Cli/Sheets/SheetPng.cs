using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;

namespace SuperResFarm.Cli.Sheets;

/// <summary>One picture of rows of pictures, their names below them.</summary>
internal static class SheetPng
{
    private const int CellEdge = 224, Gap = 10, TitleHeight = 26, LineHeight = 18;
    private const byte Paper = 255, Ink = 34;
    private const int TitlePixels = 15, LabelPixels = 12;

    /// <summary>Makes sure that names can be drawn.</summary>
    /// <exception cref="FarmException">This machine has no font.</exception>
    public static void RequireFont()
    {
        try
        {
            TextRaster.RequireFont();
        }
        catch (FarmException fault)
        {
            throw FarmException.Rejected(fault.Code, $"--sheet: {fault.Message} A page (--html) needs none.", fault);
        }
    }

    /// <returns>The PNG file.</returns>
    /// <param name="rows">The pictures, at least one row.</param>
    /// <exception cref="FarmException">This machine has no font.</exception>
    public static byte[] Write(IReadOnlyList<SheetRow> rows)
    {
        var heights = rows.Select(row => TitleHeight + row.Cells.Max(cell => Shown(cell).Height) + 2 * LineHeight + 2 * Gap).ToList();
        var width = Gap + rows.Max(row => row.Cells.Sum(cell => Shown(cell).Width + Gap));
        var sheet = Raster.Black(new(width, Gap + heights.Sum()), new PixelFormat(3, SampleDepth.Eight));
        sheet.Samples.AsSpan().Fill(Paper);
        var top = Gap;
        foreach (var (row, height) in rows.Zip(heights))
        {
            Draw(sheet, row, top);
            top += height;
        }
        return RasterPng.Write(sheet);
    }

    private static void Draw(Raster sheet, SheetRow row, int top)
    {
        Say(sheet, row.Title, Gap, top, sheet.Size.Width - 2 * Gap, TitlePixels);
        var (left, below) = (Gap, top + TitleHeight + row.Cells.Max(cell => Shown(cell).Height));
        foreach (var cell in row.Cells)
        {
            Put(sheet, cell.Image, left, top + TitleHeight);
            Say(sheet, cell.Label, left, below + 2, Shown(cell).Width, LabelPixels);
            Say(sheet, cell.Note, left, below + 2 + LineHeight, Shown(cell).Width, LabelPixels);
            left += Shown(cell).Width + Gap;
        }
    }

    private static int Zoom(Raster image) => Math.Max(1, CellEdge / Math.Max(image.Size.Width, image.Size.Height));

    private static PixelSize Shown(SheetCell cell) => new(Zoom(cell.Image) * cell.Image.Size.Width, Zoom(cell.Image) * cell.Image.Size.Height);

    private static void Put(Raster sheet, Raster image, int left, int top)
    {
        var (zoom, channels) = (Zoom(image), image.Format.Channels);
        for (var y = 0; y < image.Size.Height * zoom; y++)
        {
            ReadOnlySpan<byte> from = image.Row(y / zoom);
            var to = sheet.Row(top + y)[(3 * left)..];
            for (var i = 0; i < 3 * image.Size.Width * zoom; i++)
                to[i] = from[i / 3 / zoom * channels + (channels == 1 ? 0 : i % 3)];
        }
    }

    private static void Say(Raster sheet, string text, int left, int top, int width, int pixels)
    {
        if (text.Length == 0)
            return;
        var ink = TextRaster.Draw(text, pixels, width);
        for (var y = 0; y < Math.Min(ink.Size.Height, sheet.Size.Height - top); y++)
        {
            ReadOnlySpan<byte> from = ink.Row(y);
            var to = sheet.Row(top + y)[(3 * left)..];
            for (var i = 0; i < 3 * Math.Min(ink.Size.Width, width); i++)
                to[i] = (byte)(Paper + (Ink - Paper) * from[i / 3] / byte.MaxValue);
        }
    }
}
