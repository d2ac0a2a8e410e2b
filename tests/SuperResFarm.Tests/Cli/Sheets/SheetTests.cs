using System.Xml.Linq;
using SuperResFarm.Cli.Sheets;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Tests.Imaging.Quality;

namespace SuperResFarm.Tests.Cli.Sheets;

public sealed class SheetTests : IDisposable
{
    private static readonly SheetRow _row = new("a <b> & \"c\"", [new("<script>", "", Rasters.Waves(64, 48)), new("gray & long, long, long, long, long, long", "28.43 dB", Rasters.Waves(64, 48, 1))]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Html_NamesWithMarkup_StayText()
    {
        var page = SheetHtml.Write("x < y", ["1 < 2"], [["model"], ["<i>"]], [_row], [["model"], ["&amp;"]], 1);
        var document = XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal).Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal)
            .Replace("<br>", "", StringComparison.Ordinal).Replace("\"><figcaption>", "\"/><figcaption>", StringComparison.Ordinal));
        Assert.Equal(["a <b> & \"c\"", "Every image"], document.Descendants("h2").Select(heading => heading.Value));
        Assert.Equal(["model", "<i>", "model", "&amp;"], document.Descendants("tr").Select(row => row.Value));
        Assert.Empty(document.Descendants("script"));
        Assert.Equal(["<script>", "gray & long, long, long, long, long, long28.43 dB"], document.Descendants("figcaption").Select(caption => caption.Value));
    }

    [Fact]
    public void Html_Picture_IsInTheFileAsItIs()
    {
        var page = SheetHtml.Write("x", [], [["model"]], [_row], [["model"]], 1);
        var start = page.IndexOf("base64,", StringComparison.Ordinal) + 7;
        Assert.Equal(_row.Cells[0].Image.Samples, Read(Convert.FromBase64String(page[start..page.IndexOf('"', start)])).Samples);
    }

    [FontFact]
    public void Png_Rows_ShowEveryPictureEnlargedAndTheirNames()
    {
        var sheet = Read(SheetPng.Write([_row, _row]));
        var zoomed = 3 * 64;   // 224 holds three of them
        Assert.Equal((3 * 10 + 2 * zoomed, SampleDepth.Eight, 3), (sheet.Size.Width, sheet.Format.Depth, sheet.Format.Channels));
        var (first, gray) = (_row.Cells[0].Image, _row.Cells[1].Image);
        Assert.Equal(first.Samples.AsSpan(first.Samples.Length - 3), sheet.Row(10 + 26 + 3 * 48 - 1).Slice(3 * (10 + zoomed - 1), 3));
        Assert.Equal([gray.Samples[0], gray.Samples[0], gray.Samples[0]], sheet.Row(10 + 26)[(3 * (20 + zoomed))..][..3]);
        // Ink below the pictures, and paper between them.
        Assert.True(sheet.Row(10 + 26 + 3 * 48 + 8).ContainsAnyExcept((byte)255));
        Assert.False(sheet.Row(10 + 26 + 20).Slice(3 * (10 + zoomed), 3 * 10).ContainsAnyExcept((byte)255));
    }

    private Raster Read(byte[] png)
    {
        File.WriteAllBytes(_folder["x.png"], png);
        return RasterReader.Read(_folder["x.png"], new ImageLimits()).Image;
    }
}
