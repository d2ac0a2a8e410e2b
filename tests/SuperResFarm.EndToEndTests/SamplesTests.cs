namespace SuperResFarm.EndToEndTests;

/// <summary>The command of the README on the pictures of the repository.</summary>
public sealed class SamplesTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Upscale_Samples_WithNothingButTheProgram_EnlargesAllWithItsOwnModel()
    {
        var ended = (await RunOnSamplesAsync("--json-events")).Exits(0);
        Assert.All(ended.Events.Items, item => Assert.Equal("superres-compact-x4", (string?)item["model"]!["name"]));
        ExpectAllFive();
    }

    [Fact]
    public async Task Upscale_Samples_WithoutAModel_EnlargesAllAndSaysThatItIsNoAi()
    {
        Directory.CreateDirectory(_work["empty"]);
        var ended = (await RunOnSamplesAsync("-m", "empty")).Exits(0);
        Assert.Contains("lanczos is used (no AI)", ended.Error, StringComparison.Ordinal);
        ExpectAllFive();
    }

    [DataFact]
    public async Task Upscale_Samples_WithRealWeights_EnlargesAll()
    {
        (await RunOnSamplesAsync("-m", TestData.PathOf("weights"), "-n", "realesr-animevideov3")).Exits(0);
        ExpectAllFive();
    }

    private Task<Ended> RunOnSamplesAsync(params string[] more)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SuperResFarm.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests lie outside the repository.");
        Directory.CreateSymbolicLink(_work["samples"], Path.Combine(folder.FullName, "samples"));
        return _work.RunAsync(["upscale", "samples", "-o", "out", .. more]);
    }

    private void ExpectAllFive()
    {
        Assert.Equal(["badge-alpha.png", "landscape.jpg", "lineart.png", "night16.png", "text.png"], _work.FilesIn("out"));
        Assert.Equal(new Picture("pngload", 512, 512, 4, 8), Picture.Of(_work["out/badge-alpha.png"]));
        Assert.Equal(new Picture("jpegload", 1280, 800, 3, 8), Picture.Of(_work["out/landscape.jpg"]));
        Assert.Equal(new Picture("pngload", 720, 720, 3, 8), Picture.Of(_work["out/lineart.png"]));
        Assert.Equal(new Picture("pngload", 640, 400, 3, 16), Picture.Of(_work["out/night16.png"]));
        Assert.Equal(new Picture("pngload", 928, 576, 3, 8), Picture.Of(_work["out/text.png"]));
        using var alpha = NetVips.Image.NewFromFile(_work["out/badge-alpha.png"])[3];
        Assert.Equal((0, 255), (alpha.Min(), alpha.Max()));
    }
}
