namespace SuperResFarm.EndToEndTests;

/// <summary>Which files a command line means.</summary>
public sealed class SourcesTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Upscale_BarePathsAndRepeatedInputs_AreAllDoneOnce()
    {
        _work.Draw("a.png", "b.png", "c.png", "d.png");
        (await _work.UpscaleAsync("a.png", "-i", "b.png", "-i", "c.png", "d.png", "--input", "./a.png", "-o", "out")).Exits(0);
        Assert.Equal(["a.png", "b.png", "c.png", "d.png"], _work.FilesIn("out"));
    }

    [Theory]
    [InlineData("in/*.png", "a.png", "ab.png")]
    [InlineData("in/**/*.png", "a.png", "ab.png", "deep/a.png", "deep/er/abc.png")]
    [InlineData("in/?.png", "a.png")]
    [InlineData("in/**/a?.png", "ab.png")]
    [InlineData("in/*/a.png", "deep/a.png")]
    [InlineData("in/d??p/**/*b?.png", "deep/er/abc.png")]
    [InlineData("in/*", "a.png", "ab.png", "c.jpg")]
    [InlineData("i?/c.*", "in/c.jpg")]
    [InlineData("*/deep/*.png", "in/deep/a.png")]
    public async Task Upscale_Glob_FindsExactlyItsMatches(string glob, params string[] found)
    {
        _work.Draw("in/a.png", "in/ab.png", "in/c.jpg", "in/deep/a.png", "in/deep/er/abc.png", "in/.hidden.png");
        File.WriteAllText(_work["in/notes.txt"], "no picture");
        (await _work.UpscaleAsync(glob)).Exits(0);
        Assert.Equal(found, _work.FilesIn("out"));
    }

    [Fact]
    public async Task Upscale_GlobThatNamesAnExtension_ReadsWhatItFindsByContent()
    {
        _work.Draw("a.png");
        File.Move(_work["a.png"], _work["a.dat"]);
        (await _work.UpscaleAsync("*.dat")).Exits(0);
        Assert.Equal("pngload", Picture.Of(_work["out/a.png"]).Loader);
    }

    [Fact]
    public async Task Upscale_Folder_KeepsItsStructureAndPassesOverOtherKinds()
    {
        _work.Draw("in/a.png", "in/deep/a.png", "in/deep/er/b.JPG", "in/.cache/c.png", "in/.d.png");
        File.WriteAllText(_work["in/deep/notes.txt"], "no picture");
        (await _work.UpscaleAsync("in/", "-o", "out")).Exits(0);
        Assert.Equal(["a.png", "deep/a.png", "deep/er/b.JPG"], _work.FilesIn("out"));
    }

    [Theory]
    [InlineData("in", "in/out")]
    [InlineData("in", "in/out/")]
    [InlineData("in/**/*.png", "in/out")]
    [InlineData(".", "in/out/")]
    public async Task Upscale_OutputBelowTheInput_IsNoSource(string input, string output)
    {
        _work.Draw("in/a.png");
        (await _work.UpscaleAsync(input, "-o", output)).Exits(0);
        var results = _work.EverythingIn("in/out");
        var again = (await _work.UpscaleAsync(input, "-o", output)).Exits(0);
        Assert.Contains("[1/1] ", again.Out, StringComparison.Ordinal);
        Assert.Equal(results, _work.EverythingIn("in/out"));
    }

    [Theory]
    [InlineData("in")]
    [InlineData("in/**/*.png")]
    public async Task Upscale_LinksInCircles_AreNotFollowed(string input)
    {
        _work.Draw("in/deep/a.png");
        Directory.CreateSymbolicLink(_work["in/deep/back"], _work["in"]);
        File.CreateSymbolicLink(_work["in/b.png"], _work["in/deep/a.png"]);
        (await _work.UpscaleAsync(input)).Exits(0);
        Assert.Equal(["b.png", "deep/a.png"], _work.FilesIn("out"));
    }

    [Theory]
    [InlineData("gone.png")]
    [InlineData("gone/*.png")]
    [InlineData("*.webp")]
    [InlineData("--gone")]
    public async Task Upscale_NothingOfThatName_IsWrongUse(string input)
    {
        _work.Draw("a.png");
        (await _work.UpscaleAsync("a.png", input)).Exits(2).SaysInOneLine($"'{input}': no such file, folder or match.");
        Assert.False(Directory.Exists(_work["out"]), "Nothing may be written.");
    }

    [Fact]
    public async Task Upscale_NoInputOrAnEmptyFolder_IsWrongUse()
    {
        Directory.CreateDirectory(_work["empty"]);
        (await _work.UpscaleAsync()).Exits(2).SaysInOneLine("name files, folders or globs");
        (await _work.UpscaleAsync("empty")).Exits(2).SaysInOneLine("No images there");
    }
}
