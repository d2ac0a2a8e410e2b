namespace SuperResFarm.EndToEndTests;

/// <summary>How large results become, with a formula that can any factor and a network that can one.</summary>
public sealed class ScaleTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("1", 17, 11)]
    [InlineData("2", 34, 22)]
    [InlineData("3", 51, 33)]
    [InlineData("2.5", 43, 28)]
    [InlineData("0.5", 9, 6)]
    [InlineData("0.05", 1, 1)]
    [InlineData("16", 272, 176)]
    public async Task Upscale_Formula_ReachesAnyScale(string scale, int width, int height)
    {
        Picture.Draw(_work["a.png"], 17, 11);
        (await _work.UpscaleAsync("a.png", "-s", scale)).Exits(0);
        Assert.Equal((width, height), Picture.SizeOf(_work["out/a.png"]));
    }

    [DataTheory]
    [InlineData("", 68, 44)]
    [InlineData("-s 2", 34, 22)]
    [InlineData("--outscale 3", 51, 33)]
    [InlineData("-s 2.5", 43, 28)]
    [InlineData("-s 0.5", 9, 6)]
    [InlineData("--size 100x50", 100, 50)]
    public async Task Upscale_NetworkOfFour_ReachesAnyScale(string options, int width, int height)
    {
        Picture.Draw(_work["a.png"], 17, 11);
        (await _work.RunAsync(["upscale", "a.png", "-n", TestData.PathOf("parity/srvgg_x4.pth"), "--tile_pad", "exact", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).Exits(0);
        Assert.Equal((width, height), Picture.SizeOf(_work["out/a.png"]));
    }

    [Fact]
    public async Task Upscale_SizeOfAnotherShape_IsMetWithAWarning()
    {
        _work.Draw("a.png");
        var ended = (await _work.UpscaleAsync("a.png", "--size", "30x30")).Exits(0);
        Assert.Contains("warning: 30x30 changes the aspect ratio.", ended.Out, StringComparison.Ordinal);
        Assert.Equal((30, 30), Picture.SizeOf(_work["out/a.png"]));
    }
}
