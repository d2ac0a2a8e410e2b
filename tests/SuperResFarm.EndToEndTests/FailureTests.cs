namespace SuperResFarm.EndToEndTests;

/// <summary>One image that fails gets its line, leaves nothing behind and stops no other.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Upscale_CorruptFileAmongGoodOnes_FailsAlone()
    {
        _work.Draw("in/a.png", "in/b.png", "in/c.png");
        File.WriteAllBytes(_work["in/b.png"], File.ReadAllBytes(_work["in/b.png"])[..^40]);
        (await _work.UpscaleAsync("in")).Exits(1).SaysInOneLine("[2/3] in/b.png: FAILED source-corrupt: The PNG image is damaged");
        Assert.Equal([".superres.jsonl", "a.png", "c.png"], _work.EverythingIn("out"));
    }

    [Fact]
    public async Task Upscale_DanglingLink_IsMissing()
    {
        _work.Draw("in/a.png");
        File.CreateSymbolicLink(_work["in/b.png"], "nowhere");
        (await _work.UpscaleAsync("in")).Exits(1).SaysInOneLine("in/b.png: FAILED source-missing");
        Assert.Equal(["a.png"], _work.FilesIn("out"));
    }

    [Fact]
    public async Task Upscale_LinkToItself_IsUnreadableOrMissing()
    {
        _work.Draw("in/a.png");
        File.CreateSymbolicLink(_work["in/b.png"], "b.png");
        (await _work.UpscaleAsync("in")).Exits(1).SaysInOneLine("in/b.png: FAILED source-");
        Assert.Equal(["a.png"], _work.FilesIn("out"));
    }

    [Fact]
    public async Task Upscale_FolderInPlaceOfAResult_IsUnwritable()
    {
        _work.Draw("in/a.png", "in/b.png", "out/a.png/x.png");
        (await _work.UpscaleAsync("in")).Exits(1).SaysInOneLine("in/a.png: FAILED output-unwritable", "'a.png'");
        Assert.Equal(["a.png/x.png", "b.png"], _work.FilesIn("out"));
    }

    [Fact]
    public async Task Upscale_FileInPlaceOfAFolderOfResults_IsUnwritable()
    {
        _work.Draw("in/deep/a.png", "in/b.png");
        Directory.CreateDirectory(_work["out"]);
        File.WriteAllText(_work["out/deep"], "mine");
        (await _work.UpscaleAsync("in")).Exits(1).SaysInOneLine("in/deep/a.png: FAILED output-unwritable");
        Assert.Equal(["b.png", "deep"], _work.FilesIn("out"));
    }

    [Fact]
    public async Task Upscale_TimeLimit_StopsTheLongOneOnly()
    {
        Picture.Draw(_work["in/a.png"], 3000, 3000);
        _work.Draw("in/b.png");
        (await _work.UpscaleAsync("in", "-x", "--timeout", "2.5", "-j", "1:1:1")).Exits(1).SaysInOneLine("in/a.png: FAILED timed-out", "2.5 s");
        Assert.Equal([".superres.jsonl", "b.png"], _work.EverythingIn("out"));
    }

    [Theory]
    [InlineData("--max-mp-in", "0.0002", "source-too-large: The image is 20x12 = 0.0002 megapixels; the limit is 0.0002.")]
    [InlineData("--max-mp-out", "0.0008", "output-too-large: The result would have 0.001 megapixels; the limit is 0.0008.")]
    [InlineData("--max-mb", "0.0010", "source-too-large: The file has 0.00")]
    public async Task Upscale_Limit_RefusesTheLargeOneOnly(string option, string limit, string says)
    {
        Picture.Draw(_work["in/a.png"], 10, 12);
        Picture.Draw(_work["in/b.png"], 20, 12);
        if (option == "--max-mb")
            File.AppendAllText(_work["in/b.png"], new string('x', 1000));
        (await _work.UpscaleAsync("in", option, limit)).Exits(1).SaysInOneLine("in/b.png: FAILED " + says);
        Assert.Equal([".superres.jsonl", "a.png"], _work.EverythingIn("out"));
    }

    [Fact]
    public async Task Upscale_TemporaryFolder_IsLeftEmpty()
    {
        _work.Draw("a.png");
        Directory.CreateDirectory(_work["tmp"]);
        _work.Variables["TMPDIR"] = _work["tmp"];
        (await _work.UpscaleAsync("a.png")).Exits(0);
        Assert.DoesNotContain(_work.EverythingIn("tmp"), name => name.StartsWith("superres-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Upscale_NoTemporaryFolder_SaysHowToNameOne()
    {
        _work.Draw("a.png");
        _work.Variables["TMPDIR"] = _work["nowhere"];
        (await _work.UpscaleAsync("a.png")).Exits(1).SaysInOneLine("'bicubic'", "TMPDIR");
        Assert.Empty(_work.FilesIn("out"));
    }
}
