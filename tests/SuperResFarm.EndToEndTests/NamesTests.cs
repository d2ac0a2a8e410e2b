namespace SuperResFarm.EndToEndTests;

/// <summary>What results are called and of what kind they are.</summary>
public sealed class NamesTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("png", "a.png", "pngload")]
    [InlineData("jpg", "a.jpg", "jpegload")]
    [InlineData("webp", "a.webp", "webpload")]
    [InlineData("tif", "a.tif", "tiffload")]
    [InlineData("avif", "a.avif", "heifload")]
    public async Task Upscale_Ext_WritesThatKindUnderThatName(string ext, string name, string loader)
    {
        _work.Draw("a.tiff");
        (await _work.UpscaleAsync("a.tiff", "-o", "out", "-f", ext)).Exits(0);
        var expected = ext == "tif" ? "a.tiff" : name;   // the source's own spelling is kept where its kind is
        Assert.Equal([expected], _work.FilesIn("out"));
        Assert.Equal(new Picture(loader, 32, 24, 3, 8), Picture.Of(_work["out/" + expected]));
    }

    [Fact]
    public async Task Upscale_ExtAuto_KeepsEachKindAndMakesGifAPng()
    {
        _work.Draw("in/a.png", "in/b.jpeg", "in/c.webp", "in/d.tif", "in/e.avif", "in/f.gif");
        var ended = (await _work.UpscaleAsync("in", "-o", "out", "--ext", "auto")).Exits(0);
        Assert.Equal(["a.png", "b.jpeg", "c.webp", "d.tif", "e.avif", "f.png"], _work.FilesIn("out"));
        Assert.Equal(
            ["pngload", "jpegload", "webpload", "tiffload", "heifload", "pngload"], _work.FilesIn("out").Select(name => Picture.Of(_work["out/" + name]).Loader));
        Assert.Contains("warning: Gif cannot be written; the result is Png.", ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upscale_JpegNamedPng_GivesWhatTheNameSays()
    {
        _work.Draw("a.jpg");
        File.Move(_work["a.jpg"], _work["a.png"]);
        (await _work.UpscaleAsync("a.png")).Exits(0);
        Assert.Equal("pngload", Picture.Of(_work["out/a.png"]).Loader);
    }

    [Theory]
    [InlineData("deep/b.jpg", "jpegload")]
    [InlineData("deep/b.TIFF", "tiffload")]
    public async Task Upscale_OutputFile_IsWrittenInTheKindOfItsExtension(string output, string loader)
    {
        _work.Draw("a.png");
        (await _work.UpscaleAsync("a.png", "-o", output)).Exits(0);
        Assert.Equal(new Picture(loader, 32, 24, 3, 8), Picture.Of(_work[output]));
    }

    [Theory]
    [InlineData("b.gif", "-o 'b.gif'")]
    [InlineData("b.jpg", "--ext WebP", "-f", "webp")]
    [InlineData("b.jpg", "there are 2 images", "a2.png")]
    public async Task Upscale_OutputFileThatCannotBe_IsWrongUse(string output, string says, params string[] more)
    {
        _work.Draw("a.png", "a2.png");
        (await _work.UpscaleAsync(["a.png", "-o", output, .. more])).Exits(2).SaysInOneLine(says, output);
        Assert.False(File.Exists(_work[output]));
    }

    [Fact]
    public async Task Upscale_Suffix_IsAddedToEachName()
    {
        _work.Draw("in/a.b.png", "in/deep/c.jpg");
        (await _work.UpscaleAsync("in", "-o", "in", "--suffix", "x2")).Exits(0);
        string[] all = ["a.b.png", "a.b_x2.png", "deep/c.jpg", "deep/c_x2.jpg"];
        Assert.Equal(all, _work.FilesIn("in"));
        (await _work.UpscaleAsync("in", "-o", "in", "--suffix", "x2")).Exits(0);
        (await _work.UpscaleAsync("in/**/*.jpg", "-o", "in", "--suffix", "x2", "--overwrite")).Exits(0);
        Assert.Equal(all, _work.FilesIn("in"));
    }

    [Fact]
    public async Task Upscale_ResultInPlaceOfItsSource_IsRefused()
    {
        _work.Draw("in/a.png");
        var before = File.ReadAllBytes(_work["in/a.png"]);
        (await _work.UpscaleAsync("in", "-o", "in")).Exits(2).SaysInOneLine("in/a.png", "--suffix");
        Assert.Equal(before, File.ReadAllBytes(_work["in/a.png"]));
    }

    [Fact]
    public async Task Upscale_NamesThatDifferInExtensionOnly_KeepApart()
    {
        _work.Draw("in/a.png", "in/a.jpg", "in/b.png");
        (await _work.UpscaleAsync("in", "-f", "png")).Exits(0);
        Assert.Equal(["a_jpg.png", "a_png.png", "b.png"], _work.FilesIn("out"));
    }

    [Fact]
    public async Task Upscale_NamesThatDifferInCase_StayAsTheyAre()
    {
        _work.Draw("in/a.png", "in/A.png");
        (await _work.UpscaleAsync("in")).Exits(0);
        Assert.Equal(["A.png", "a.png"], _work.FilesIn("out"));
    }

    [Fact]
    public async Task Upscale_OddNames_AreKept()
    {
        string[] names = ["-a.png", "[bold]b[/].png", "c d\"e\n.png", $"{new string('f', 251)}.png", "ä猫.png"];
        _work.Draw([.. names.Select(name => "in/" + name)]);
        (await _work.UpscaleAsync("in", "-v")).Exits(0);
        Assert.Equal(names.Order(StringComparer.Ordinal), _work.FilesIn("out"));
    }

    [Fact]
    public async Task Upscale_SameNameFromTwoFolders_IsRefusedWithTheRemedy()
    {
        _work.Draw("x/a.png", "y/a.png");
        (await _work.UpscaleAsync("x", "y")).Exits(2).SaysInOneLine("a_png.png", "common folder");
        Assert.Empty(_work.EverythingIn("out"));
        (await _work.UpscaleAsync(".", "-o", "out")).Exits(0);
        Assert.Equal(["x/a.png", "y/a.png"], _work.FilesIn("out"));
    }
}
