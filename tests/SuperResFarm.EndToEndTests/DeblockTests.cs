using System.Text.Json.Nodes;

namespace SuperResFarm.EndToEndTests;

/// <summary>Removing JPEG's blocks before images are enlarged, with the models of the repository.</summary>
public sealed class DeblockTests : IDisposable
{
    private const string Both = "superres-deblock-x1+superres-compact-x4", Alone = "superres-compact-x4";

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Upscale_Auto_TouchesCoarseFilesAlone()
    {
        _work.Draw("a.png");
        (await _work.RunAsync("upscale", "a.png", "-n", "bicubic", "-s", "1", "-o", "in/coarse.jpg", "--quality", "30")).Exits(0);
        (await _work.RunAsync("upscale", "a.png", "-n", "bicubic", "-s", "1", "-o", "in/fine.jpg", "--quality", "95")).Exits(0);
        File.Copy(_work["a.png"], _work["in/none.png"]);
        var ended = (await _work.RunAsync("upscale", "in", "--json-events")).Exits(0);
        var items = ended.Events.Items.ToDictionary(item => Path.GetFileName((string)item["input"]!["path"]!));
        Assert.Equal((Both, 1.0, 30), Facts(items["coarse.jpg"]));
        Assert.Equal((Alone, null, 95), Facts(items["fine.jpg"]));
        Assert.Equal((Alone, null, null), Facts(items["none.png"]));
        Assert.Equal("auto", (string)items["none.png"]["settings"]!["deblock"]!);

        // A formula amplifies nothing; and what is asked for is done, whatever the file is.
        Assert.Equal(("bicubic", null, 30), Facts(await OneAsync("in/coarse.jpg", "-n", "bicubic")));
        Assert.Equal((Alone, null, 30), Facts(await OneAsync("in/coarse.jpg", "--deblock", "off")));
        Assert.Equal(("superres-deblock-x1-0.5+superres-compact-x4", 0.5, null), Facts(await OneAsync("in/none.png", "--deblock", "0.5")));
        Assert.Equal(("superres-deblock-x1+lanczos", 1.0, 95), Facts(await OneAsync("in/fine.jpg", "--deblock", "on", "-n", "lanczos")));
    }

    [Fact]
    public async Task Upscale_TwiceWithAnotherChoice_DoesItAgain()
    {
        _work.Draw("a.png");
        Assert.Equal("done", (string)(await OneAsync("a.png"))["status"]!);
        Assert.Equal("skipped", (string)(await OneAsync("a.png"))["status"]!);
        Assert.Equal("done", (string)(await OneAsync("a.png", "--deblock", "on"))["status"]!);
    }

    // With the exact halo a chain's tiles are what the whole image is, as for any network.
    [Fact]
    public async Task Upscale_InTilesWithExactHalo_EqualsTheWholeImage()
    {
        _work.Draw("a.png");
        (await _work.RunAsync("upscale", "a.png", "-n", "bicubic", "--size", "150x110", "-o", "b.png")).Exits(0);
        foreach (var tile in (string[])["32", "512"])
            (await _work.RunAsync("upscale", "b.png", "--deblock", "on", "-t", tile, "--tile_pad", "exact", "-o", $"{tile}.png")).Exits(0);
        var ended = (await _work.RunAsync("compare", "32.png", "512.png")).Exits(0);
        Assert.Matches("largest difference +│ [01] of 255|PSNR-Y +│ +(∞|identical|inf)|no difference|identical", ended.Out);
    }

    [Theory, InlineData("2"), InlineData("yes"), InlineData("-1")]
    public async Task Upscale_ChoiceThatIsNone_SaysWhatThereIs(string choice)
    {
        _work.Draw("a.png");
        (await _work.RunAsync("upscale", "a.png", "--deblock", choice)).Exits(2).SaysInOneLine("--deblock", "auto, on, off");
        Assert.Equal(["a.png"], _work.EverythingIn("."));
    }

    [Fact]
    public async Task Upscale_WithoutTheModel_IsRefusedOnlyWhereItIsAskedFor()
    {
        _work.Draw("a.png");
        Directory.CreateDirectory(_work["nets"]);
        (await _work.RunAsync("upscale", "a.png", "-m", "nets", "-n", "bicubic", "--deblock", "on")).Exits(3).SaysInOneLine("no model 'superres-deblock-x1'");
        (await _work.RunAsync("upscale", "a.png", "-m", "nets", "-n", "bicubic")).Exits(0);
    }

    [Fact]
    public async Task Plan_CoarseFile_TellsItsQualityAndWhatIsDone()
    {
        _work.Draw("a.png");
        (await _work.RunAsync("upscale", "a.png", "-n", "bicubic", "-s", "1", "-o", "a.jpg", "--quality", "40")).Exits(0);
        var ended = (await _work.RunAsync("plan", "a.jpg")).Exits(0);
        Assert.Matches("deblocking +│ 1; the file is a JPEG of quality 40", ended.Out);
    }

    private async Task<JsonNode> OneAsync(string file, params string[] arguments) =>
        (await _work.RunAsync(["upscale", file, "--json-events", "-o", "one", .. arguments])).Exits(0).Events.Items.Single();

    private static (string?, double?, int?) Facts(JsonNode item) =>
        ((string?)item["model"]!["name"], (double?)item["model"]!["deblock"], (int?)item["input"]!["jpegQuality"]);
}
