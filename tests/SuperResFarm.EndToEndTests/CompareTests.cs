using System.Text.Json.Nodes;

namespace SuperResFarm.EndToEndTests;

/// <summary>Comparing two images.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Compare_AnImageWithItself_IsIdentical()
    {
        _work.Draw("a.png");
        var ended = (await CompareAsync("a.png", "a.png", "--at-least", "90")).Exits(0);
        Assert.Matches(@"PSNR-Y\s+│ infinite", ended.Out);
        Assert.Matches(@"SSIM-RGB\s+│ 1\.0000", ended.Out);
        Assert.Matches(@"differing pixels\s+│ 0 of \d+, 0 %", ended.Out);
        var document = JsonNode.Parse((await CompareAsync("a.png", "a.png", "--json")).Exits(0).Out)!;
        Assert.Equal(("superres-compare/1", true, 0), ((string)document["schema"]!, (bool)document["identical"]!, (int)document["largestDifference"]!));
        Assert.Null(document["psnrY"]);
    }

    // Fresh eyes: the map and the figures are those of another program's reading of the files.
    [DataFact]
    public async Task Compare_TwoImages_TellsAndDrawsWhatDiffers()
    {
        const string Whole = "tiling/0014_realesr-animevideov3_t0_p10_pp0.png", Tiled = "tiling/0014_realesr-animevideov3_t64_p10_pp0.png";
        var ended = (await CompareAsync(TestData.PathOf(Tiled), TestData.PathOf(Whole), "--map", "out/map.png", "--amplify", "30", "--json")).Exits(0);
        var document = JsonNode.Parse(ended.Out)!;
        var differences = Picture.Samples(TestData.PathOf(Whole)).Zip(Picture.Samples(TestData.PathOf(Tiled)), (a, b) => Math.Abs(a - b)).ToArray();
        var width = Picture.SizeOf(TestData.PathOf(Whole)).Width;
        var first = Array.IndexOf(differences, differences.Max()) / 3;
        Assert.Equal(7, (int)document["largestDifference"]!);
        Assert.Equal((first % width, first / width), ((int)document["at"]!["x"]!, (int)document["at"]!["y"]!));
        Assert.Equal(differences.Chunk(3).Count(pixel => pixel.Max() > 0), (int)document["differingPixels"]!);
        Assert.Equal(10 * Math.Log10(255.0 * 255 / differences.Average(difference => (double)difference * difference)), (double)document["psnrRgb"]!, 1e-6);
        Assert.Equal(differences.Select(difference => (byte)Math.Min(255, 30 * difference)), Picture.Samples(_work["out/map.png"]));
        Assert.Equal(30, (double)document["mapFactor"]!);
        Assert.Equal(["map.png"], _work.EverythingIn("out"));
    }

    [DataFact]
    public async Task Compare_Map_IsAmplifiedUpToWhiteAndSaysSo()
    {
        string[] files = [TestData.PathOf("benchmark/Set5/img_001_SRF_4_LR.png"), TestData.PathOf("benchmark/Set5/img_001_SRF_4_LR.png")];
        Assert.Contains("absolute differences x 1", (await CompareAsync([.. files, "--map", "same.png"])).Exits(0).Out, StringComparison.Ordinal);
        Assert.All(Picture.Samples(_work["same.png"]), sample => Assert.Equal(0, sample));
        files = [TestData.PathOf("tiling/0014_realesr-animevideov3_t64_p10_pp0.png"), TestData.PathOf("tiling/0014_realesr-animevideov3_t0_p10_pp0.png")];
        Assert.Contains("absolute differences x 36", (await CompareAsync([.. files, "--map", "map.png"])).Exits(0).Out, StringComparison.Ordinal);
        Assert.Equal(252, Picture.Samples(_work["map.png"]).Max());
    }

    [DataFact]
    public async Task Compare_BelowTheLeast_EndsWithOne()
    {
        string[] files = [TestData.PathOf("tiling/0014_realesr-animevideov3_t64_p10_pp0.png"), TestData.PathOf("tiling/0014_realesr-animevideov3_t0_p10_pp0.png")];
        (await CompareAsync([.. files, "--at-least", "20"])).Exits(0);
        (await CompareAsync([.. files, "--at-least", "90", "--crop", "4"])).Exits(1);
    }

    [DataFact]
    public async Task Compare_SixteenBitsAndAlpha_AreCompared()
    {
        var document = JsonNode.Parse((await CompareAsync(TestData.PathOf("hostile/gray16.png"), TestData.PathOf("hostile/gray16_dark.png"), "--json", "--map", "map.png")).Exits(0).Out)!;
        Assert.Equal((1, 16), ((int)document["channels"]!, (int)document["bitsPerSample"]!));
        Assert.True((int)document["largestDifference"]! > 255);
        Assert.Equal((1, 8), (Picture.Of(_work["map.png"]).Bands, Picture.Of(_work["map.png"]).Bits));
        (await CompareAsync(TestData.PathOf("hostile/gray_alpha.png"), TestData.PathOf("hostile/gray_alpha.png"))).Exits(0);
    }

    [DataFact]
    public async Task Compare_AnotherProfile_IsNoted() => Assert.Contains(
        "ICC profiles differ", (await CompareAsync(TestData.PathOf("hostile/icc_wide.png"), TestData.PathOf("hostile/icc_wide_as_srgb.png"))).Exits(0).Error, StringComparison.Ordinal);

    [DataTheory]
    [InlineData("benchmark/Set5/img_001_SRF_4_LR.png", "benchmark/Set5/img_002_SRF_4_LR.png", 2, "128x128", "72x72", "only images of one size")]
    [InlineData("hostile/gray16.png", "hostile/gray_alpha.png", 2, "gray 16-bit", "gray+alpha 8-bit", "same channels and bits")]
    [InlineData("hostile/truncated.jpg", "hostile/truncated.jpg", 1, "truncated.jpg", "", "")]
    [InlineData("hostile/text.png", "hostile/gray16.png", 1, "text.png", "", "")]
    [InlineData("gone.png", "hostile/gray16.png", 2, "gone.png", "", "does not exist")]
    public async Task Compare_WhatCannotBeCompared_IsNamedAndLeavesNothing(string one, string other, int exit, string first, string second, string third)
    {
        (await CompareAsync(TestData.PathOf(one), TestData.PathOf(other), "--map", "map.png")).Exits(exit).SaysInOneLine(first, second, third);
        Assert.Empty(_work.EverythingIn("."));
    }

    [Theory]
    [InlineData("--map", "map.jpg")]
    [InlineData("--map", "a.png/map.png")]
    [InlineData("--amplify", "2")]
    [InlineData("--crop", "-1")]
    [InlineData("--crop", "6")]
    [InlineData("--at-least", "1,5")]
    public async Task Compare_ValueOutOfRange_NamesTheOption(string option, string value)
    {
        _work.Draw("a.png");   // 16x12
        var ended = (await CompareAsync("a.png", "a.png", option, value)).Exits(2);
        Assert.Contains(option, ended.Error, StringComparison.Ordinal);
        Assert.Equal(["a.png"], _work.EverythingIn("."));
    }

    private Task<Ended> CompareAsync(params string[] arguments) => _work.RunAsync(["compare", .. arguments]);
}
