namespace SuperResFarm.EndToEndTests;

/// <summary>Values that options do not take: each is named, and nothing is done.</summary>
public sealed class WrongUseTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("-s", "0")]
    [InlineData("-s", "33")]
    [InlineData("-s", "2,5")]
    [InlineData("-s", "NaN")]
    [InlineData("-s", "two")]
    [InlineData("--size", "100")]
    [InlineData("--size", "0x100")]
    [InlineData("-t", "16")]
    [InlineData("-t", "-1")]
    [InlineData("-t", "large", "--tile")]
    [InlineData("--tile_pad", "1025")]
    [InlineData("--tile_pad", "some")]
    [InlineData("--alpha_upsampler", "nearest")]
    [InlineData("-f", "gif", "--ext")]
    [InlineData("-f", "jxl", "--ext")]
    [InlineData("-f", "exe", "--ext")]
    [InlineData("--suffix", "../x")]
    [InlineData("-q", "0", "--quality")]
    [InlineData("--png-level", "10")]
    [InlineData("--tiff-compression", "zip")]
    [InlineData("-j", "1:2")]
    [InlineData("-j", "0:1:1")]
    [InlineData("--memory", "63")]
    [InlineData("--max-mb", "0")]
    [InlineData("--max-mp-in", "-1")]
    [InlineData("--max-mp-out", "1e9")]
    [InlineData("--max-frames", "0")]
    [InlineData("--timeout", "-1")]
    [InlineData("-o", "")]
    public async Task Upscale_ValueOutOfRange_NamesTheOptionAndDoesNothing(string option, string value, string? named = null)
    {
        _work.Draw("a.png");
        var ended = (await _work.RunAsync("upscale", "a.png", "-n", "bicubic", option, value)).Exits(2);
        Assert.Contains(named ?? option, ended.Error.Split('\n')[0], StringComparison.Ordinal);
        Assert.Empty(ended.Out);
        Assert.Equal(["a.png"], _work.EverythingIn("."));
    }

    [Fact]
    public async Task Upscale_ScaleAndSize_ContradictEachOther()
    {
        _work.Draw("a.png");
        (await _work.UpscaleAsync("a.png", "-s", "2", "--size", "9x9")).Exits(2).SaysInOneLine("either -s or --size");
    }

    [Fact]
    public async Task Upscale_OutputFolderThatIsAFile_IsWrongUse()
    {
        _work.Draw("a.png");
        File.WriteAllText(_work["out"], "mine");
        (await _work.UpscaleAsync("a.png", "-o", "out")).Exits(2).SaysInOneLine("-o 'out' is a file");
        Assert.Equal("mine", File.ReadAllText(_work["out"]));
    }

    [Fact]
    public async Task Upscale_ReportThatCannotBeWritten_IsWrongUse()
    {
        _work.Draw("a.png");
        (await _work.UpscaleAsync("a.png", "--report", "a.png/report.jsonl")).Exits(2).SaysInOneLine("--report 'a.png/report.jsonl'");
    }
}
