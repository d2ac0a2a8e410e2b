namespace SuperResFarm.EndToEndTests;

/// <summary>What the program says of itself.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task NoArguments_AreWrongUseAndPointToTheHelp()
    {
        var ended = (await _work.RunAsync()).Exits(2);
        Assert.Contains("superres --help", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_IsANumber() => Assert.Matches(@"^\d+\.\d+\.\d+\s*$", (await _work.RunAsync("--version")).Exits(0).Out);

    [Fact]
    public async Task Help_ListsTheCommands()
    {
        var text = (await _work.RunAsync("--help")).Exits(0).Out;
        Assert.All(["upscale", "plan", "bench", "evaluate", "compare", "models", "doctor", "submit", "estimate", "fetch", "jobs", "watch", "cancel", "retry", "report", "webhooks"], command => Assert.Contains(command, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task UpscaleHelp_ListsEveryOptionOfTheFamiliarTools()
    {
        var text = (await _work.RunAsync("upscale", "--help")).Exits(0).Out;
        Assert.All(
            ["-i", "-o", "-s", "--outscale", "-t", "--tile", "--tile_pad", "-m", "-n", "--model_name", "-g", "-j", "-x", "-f", "--ext", "--suffix", "--alpha_upsampler"],
            option => Assert.Contains(option, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_ListsVersionsAndWhatEachFormatCan()
    {
        var text = (await _work.RunAsync("doctor")).Exits(0).Out;
        Assert.Matches(@"ONNX Runtime\s*│ \d+\.\d+\.\d+", text);
        Assert.Matches(@"libvips\s*│ 8\.\d+\.\d+", text);
        Assert.All(["Jpeg", "Png", "WebP", "Tiff", "Avif"], format => Assert.Matches($@"{format}\s*│ read write", text));
        Assert.Matches(@"Gif\s*│ read -", text);
        Assert.All(["Heic", "Jxl"], format => Assert.Matches($@"{format}\s*│ (-|read)", text));
    }

    [Fact]
    public async Task Doctor_ModelFolder_ListsItsModels()
    {
        Directory.CreateDirectory(_work["nets"]);
        File.WriteAllBytes(_work["nets/mine.onnx"], []);
        Assert.Contains("│ mine ", (await _work.RunAsync("doctor", "-m", "nets")).Exits(0).Out, StringComparison.Ordinal);
    }

    [DataFact]
    public async Task Plan_AnImage_ShowsThePlanAndWritesNothing()
    {
        _work.Draw("a.png");
        var text = (await _work.RunAsync("plan", "a.png", "-n", TestData.PathOf("parity/srvgg_x4.pth"), "-s", "2", "-f", "jpg", "--tile_pad", "exact")).Exits(0).Out;
        Assert.Matches(@"source\s+│ Png 16x12 RGB 8-bit", text);
        Assert.Matches(@"model\s+│ srvgg_x4 \(Compact x4\), receptive-field radius 6", text);
        Assert.Matches(@"result\s+│ Jpeg 32x24", text);
        Assert.Matches(@"tiles\s+│ 1 x 1 = 1 of 16x12, halo 6", text);
        Assert.Equal(["a.png"], _work.EverythingIn("."));
    }

    [Fact]
    public async Task Plan_NoImage_SaysSoInOneLine()
    {
        (await _work.RunAsync("plan", "gone.png", "-n", "bicubic")).Exits(2).SaysInOneLine("does not exist");
        File.WriteAllText(_work["a.png"], "text");
        (await _work.RunAsync("plan", "a.png", "-n", "bicubic")).Exits(1).SaysInOneLine("plain text");
    }
}
