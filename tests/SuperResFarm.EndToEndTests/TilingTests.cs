namespace SuperResFarm.EndToEndTests;

/// <summary>How a picture is cut must not show in the result.</summary>
public sealed class TilingTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [DataFact]
    public async Task Upscale_ExactPad_IsTheSameInTilesAndWhole()
    {
        (int Width, int Height)[] sizes = [(1, 1), (1, 37), (41, 1), (67, 53), (97, 1)];
        foreach (var (width, height) in sizes)
            Picture.Draw(_work[$"in/{width}x{height}.png"], width, height);
        var tiled = await UpscaleAsync("tiled", "-t", "40");
        var whole = await UpscaleAsync("whole", "-t", "4096");
        Assert.All(sizes, size => Assert.Equal(
            Picture.Samples(_work[$"whole/{size.Width}x{size.Height}.png"]), Picture.Samples(_work[$"tiled/{size.Width}x{size.Height}.png"])));
        Assert.Equal([1, 1, 1, 4, 3], tiled);
        Assert.Equal([1, 1, 1, 1, 1], whole);
    }

    [DataTheory]
    [InlineData("auto", 0, 6)]
    [InlineData("exact", 6, 6)]
    [InlineData("3", 3, 3)]
    public async Task Upscale_TilePad_IsWhatThePlanUses(string pad, int least, int most)
    {
        Picture.Draw(_work["in/a.png"], 67, 53);
        var ended = await RunAsync("out", "--tile_pad", pad, "-t", "32");
        var tiles = ended.Events.Items.Single()["tiles"]!;
        Assert.InRange((int)tiles["halo"]!, least, most);
        Assert.Equal((2, 2), ((int)tiles["columns"]!, (int)tiles["bands"]!));
    }

    [DataFact]
    public async Task Upscale_Tta_DiffersALittle()
    {
        Picture.Draw(_work["in/a.png"], 24, 20);
        await RunAsync("plain", "--tile_pad", "exact");
        await RunAsync("mean", "--tile_pad", "exact", "-x");
        var (plain, mean) = (Picture.Samples(_work["plain/a.png"]), Picture.Samples(_work["mean/a.png"]));
        Assert.Equal(plain.Length, mean.Length);
        Assert.NotEqual(plain, mean);
    }

    [DataTheory]
    [InlineData("1:1:1")]
    [InlineData("2:3:1")]
    public async Task Upscale_Jobs_DoNotChangeTheResult(string jobs)
    {
        Picture.Draw(_work["in/a.png"], 67, 53);
        Picture.Draw(_work["in/b.png"], 40, 90);
        await RunAsync("usual", "--tile_pad", "exact", "-t", "32");
        var ended = await RunAsync("other", "--tile_pad", "exact", "-t", "32", "-j", jobs);
        Assert.Equal(jobs[2] - '0', (int)ended.Events.Items.First()["tiles"]!["lanes"]!);
        Assert.All(["a.png", "b.png"], name => Assert.Equal(File.ReadAllBytes(_work["usual/" + name]), File.ReadAllBytes(_work["other/" + name])));
    }

    [DataFact]
    public async Task Upscale_AlphaUpsampler_DecidesAlphaAndNotColour()
    {
        Picture.Draw(_work["in/a.png"], 24, 20, bands: 4);
        await RunAsync("model", "--tile_pad", "exact");
        await RunAsync("bicubic", "--tile_pad", "exact", "--alpha_upsampler", "bicubic");
        var (model, bicubic) = (Picture.Samples(_work["model/a.png"]), Picture.Samples(_work["bicubic/a.png"]));
        Assert.Equal(model.Where((_, i) => i % 4 < 3), bicubic.Where((_, i) => i % 4 < 3));
        Assert.NotEqual(model, bicubic);
    }

    private async Task<int[]> UpscaleAsync(string output, params string[] more)
    {
        var ended = await RunAsync(output, ["--tile_pad", "exact", .. more]);
        return [.. ended.Events.Items
            .OrderBy(item => (string?)item["input"]!["path"], StringComparer.Ordinal)
            .Select(item => (int)item["tiles"]!["columns"]! * (int)item["tiles"]!["bands"]!)];
    }

    private async Task<Ended> RunAsync(string output, params string[] more) =>
        (await _work.RunAsync(["upscale", "in", "-o", output, "-n", TestData.PathOf("parity/srvgg_x4.pth"), "--json-events", .. more])).Exits(0);
}
