using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SuperResFarm.EndToEndTests;

/// <summary>Measuring models on benchmarks: real images, and real weights.</summary>
public sealed partial class EvaluateTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [DataFact]
    public async Task Evaluate_Set5_GivesTheReferenceFigures()
    {
        var ended = (await EvaluateAsync(
            TestData.PathOf("benchmark/Set5"), "-n", TestData.PathOf("weights/realesr-animevideov3.pth"), TestData.PathOf("weights/4xLSDIRCompactC3.pth"), "bicubic",
            "--csv", "out/figures.csv", "--json", "out/figures.json", "--html", "out/page.html")).Exits(0);
        Assert.Matches(@"(?m)^Set5 +MEAN of 5 +matlab-bicubic +28\.43 +0\.8113 +- +-$", ended.Out);
        Assert.Matches(@"(?m)^Set5 +MEAN of 5 +realesr-animevideov3 +28\.25 +0\.8271 +[\d.]+ +[\d.]+$", ended.Out);
        Assert.Matches(@"(?m)^Set5 +MEAN of 5 +4xLSDIRCompactC3 +29\.60 +0\.8509 ", ended.Out);
        Assert.DoesNotMatch("img_001", ended.Out);
        Assert.Contains("LPIPS is not measured", ended.Error, StringComparison.Ordinal);
        Assert.Equal(["figures.csv", "figures.json", "page.html"], _work.EverythingIn("out"));

        var expected = Csv(TestData.PathOf("benchmark/expected_x4.csv")).Where(line => line[0] == "Set5").ToDictionary(line => (line[1], line[2]), line => (Number(line[3]), Number(line[4])));
        var lines = Csv(_work["out/figures.csv"]).ToList();
        Assert.Equal(24, lines.Count);
        Assert.All(lines, line =>
        {
            var (psnr, ssim) = expected[(line[1], line[2] is "matlab-bicubic" ? "bicubic" : line[2])];   // the network bicubic is the same within rounding
            Assert.Equal(psnr, Number(line[4]), 1e-3);
            Assert.Equal(ssim, Number(line[5]), 1e-4);
        });

        var document = JsonNode.Parse(File.ReadAllText(_work["out/figures.json"]))!;
        Assert.Equal(("superres-evaluate/1", true, 4), ((string)document["schema"]!, (bool)document["complete"]!, (int)document["borderPixels"]!));
        Assert.Equal((20, 4, 0), (document["images"]!.AsArray().Count, document["means"]!.AsArray().Count, document["failures"]!.AsArray().Count));
        Assert.Equal("given", (string)document["images"]![0]!["lowResolution"]!);

        // A title, and six versions of five images with their names.
        var page = File.ReadAllText(_work["out/page.html"]);
        var pictures = Embedded().Matches(page).Select(match => Convert.FromBase64String(match.Groups[1].Value)).ToList();
        Assert.Equal(30, pictures.Count);
        File.WriteAllBytes(_work["crop.png"], pictures[0]);
        Assert.Equal((96, 96), Picture.SizeOf(_work["crop.png"]));
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
    }

    // With fonts or without: a picture of rows, or a word on what is missing.
    [DataFact]
    public async Task Evaluate_Sheet_ShowsThePartsOrSaysThatFontsAreMissing()
    {
        string[] arguments = [TestData.PathOf("benchmark/Set5"), "-n", "bicubic", "--lpips", "none", "--crop", "64", "--sheet", "sheet.png"];
        var ended = await EvaluateAsync(arguments);
        if (ended.ExitCode == 0)
            Assert.Equal((10 + 4 * (192 + 10), 3), (Picture.Of(_work["sheet.png"]).Width, Picture.Of(_work["sheet.png"]).Bands));
        else
            ended.Exits(2).SaysInOneLine("--sheet", "install a font");
        File.Delete(_work["sheet.png"]);

        File.WriteAllText(_work["fonts.conf"], "<?xml version=\"1.0\"?><fontconfig></fontconfig>");
        _work.Variables["FONTCONFIG_FILE"] = _work["fonts.conf"];
        (await EvaluateAsync(arguments)).Exits(2).SaysInOneLine("--sheet", "install a font", "--html");
        Assert.False(File.Exists(_work["sheet.png"]));
    }

    [DataFact]
    public async Task Evaluate_OwnLowResolutionsAndGray_GivesTheReferenceFigures()
    {
        var ended = (await EvaluateAsync(TestData.PathOf("benchmark/Set14"), "-n", "bicubic", "--own-lr", "--rgb", "-v", "--lpips", "none")).Exits(0);
        Assert.Contains("low resolution made", ended.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("LPIPS", ended.Out + ended.Error, StringComparison.Ordinal);
        foreach (var line in Csv(TestData.PathOf("benchmark/expected_x4.csv")).Where(line => line[0] == "Set14" && line[2] == "bicubic_own_lr" && line[1] != "MEAN"))
        {
            var found = Regex.Match(ended.Out, $@"(?m)^Set14 +{Regex.Escape(line[1])} +matlab-bicubic +([\d.]+) +([\d.]+) ");
            Assert.Equal(Number(line[3]), Number(found.Groups[1].Value), 0.006);
            Assert.Equal(Number(line[4]), Number(found.Groups[2].Value), 0.0001);
        }
        Assert.Matches(@"(?m)^Set14 +MEAN of 14 +matlab-bicubic +26\.00 +0\.7031 ", ended.Out);
        Assert.Matches(@"(?m)^Set14 +img_003_SRF_4_HR.png +matlab-bicubic +([\d.]+) +([\d.]+) +\1 +\2 ", ended.Out);   // gray: its only channel is its luma
    }

    // The trunk is random, so only its arithmetic can be checked: see expected.json.
    [DataFact]
    public async Task Evaluate_LpipsFiles_FillTheColumn()
    {
        Directory.CreateDirectory(_work["nets/lpips"]);
        using (var packed = new GZipStream(File.OpenRead(TestData.PathOf("lpips/squeeze_random_trunk.pth.gz")), CompressionMode.Decompress))
        using (var trunk = File.Create(_work["nets/lpips/squeezenet1_1-b8a52dc0.pth"]))
            packed.CopyTo(trunk);
        _work.Copy(TestData.PathOf("lpips/v0.1/squeeze.pth"), "nets/lpips/squeeze.pth");
        string[] arguments = [TestData.PathOf("benchmark/Set5"), "-n", "bicubic", "-m", "nets", "-v"];
        (await EvaluateAsync(arguments)).Exits(3).SaysInOneLine("squeezenet1_1-b8a52dc0.pth' has the SHA-256", "--lpips-sha256", "--allow-unverified");
        var ended = (await EvaluateAsync([.. arguments, "--allow-unverified"])).Exits(0);
        Assert.Matches(@"(?m)^set +image +model +PSNR-Y dB +SSIM-Y +LPIPS squeeze +s per MP", ended.Out);
        foreach (var one in JsonNode.Parse(File.ReadAllText(TestData.PathOf("lpips/expected.json")))!.AsArray().Where(one => (string)one!["net"]! == "squeeze"))
            Assert.Matches($@"(?m)^Set5 +{one!["image"]} +matlab-bicubic +[\d.]+ +[\d.]+ +{((double)one["lpips"]!).ToString("0.0000", CultureInfo.InvariantCulture)} ", ended.Out);
        (await EvaluateAsync([.. arguments, "--lpips", "vgg"])).Exits(3).SaysInOneLine("--lpips vgg", "vgg16-397923af.pth", "vgg.pth", "nets/lpips");
    }

    [DataFact]
    public async Task Evaluate_TwoFolders_PairsByNameAndCutsWhatDoesNotDivide()
    {
        Directory.CreateDirectory(_work["hr"]);
        (await _work.RunAsync("upscale", TestData.PathOf("benchmark/Set5/img_002_SRF_4_LR.png"), "-n", "bicubic", "--size", "98x75", "-o", "hr/0001.png")).Exits(0);
        (await EvaluateAsync("hr", "-n", "lanczos", "-s", "3", "--csv", "made.csv")).Exits(0);   // 98 is cut to 96
        (await _work.RunAsync("upscale", "hr/0001.png", "-n", "bicubic", "--size", "32x25", "-o", "lr/0001x3.png")).Exits(0);
        (await EvaluateAsync("hr", "--lr", "lr", "-n", "lanczos", "-s", "3", "--csv", "given.csv")).Exits(0);
        Assert.Equal(["0001.png", "0001.png", "MEAN", "MEAN"], Csv(_work["given.csv"]).Select(line => line[1]));
        Assert.NotEqual(Csv(_work["made.csv"]).First()[4], Csv(_work["given.csv"]).First()[4]);
    }

    [DataFact]
    public async Task Evaluate_ScaleOfOne_MeasuresWhatWasDamagedAndNothingElse()
    {
        _work.Copy(TestData.PathOf("benchmark/Set5/img_002_SRF_4_HR.png"), "set/bird.png");
        (await _work.RunAsync("upscale", "set/bird.png", "-n", "bicubic", "-s", "1", "-o", "q30/bird.jpg", "--quality", "30")).Exits(0);
        var ended = (await EvaluateAsync("set", "--lr", "q30", "-n", "bicubic", "-s", "1", "--lpips", "none")).Exits(0);
        var figures = System.Text.RegularExpressions.Regex.Matches(ended.Out, @"(?m)^set +MEAN of 1 +(?:matlab-)?bicubic +([\d.]+) ").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, figures.Count);
        Assert.All(figures, figure => Assert.InRange(double.Parse(figure, CultureInfo.InvariantCulture), 28, 38));   // both leave it as it is
        Assert.Contains("--lr", (await EvaluateAsync("set", "-n", "bicubic", "-s", "1", "--lpips", "none")).Exits(1).Error, StringComparison.Ordinal);
    }

    // What the cards of the models say, to the last digit given there.
    [DataTheory]
    [InlineData("superres-fast-x4", 30.86, 27.74)]
    [InlineData("superres-compact-x4", 31.11, 27.92)]
    public async Task Evaluate_ModelOfTheRepository_ReachesWhatItsCardSays(string model, double set5, double set14)
    {
        (await EvaluateAsync(TestData.PathOf("benchmark/Set5"), TestData.PathOf("benchmark/Set14"), "-n", model, "--lpips", "none", "--csv", "out.csv")).Exits(0);
        var means = Csv(_work["out.csv"]).Where(line => line[1] == "MEAN" && line[2] == model).Select(line => double.Parse(line[4], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal([set5, set14], means, (wanted, found) => Math.Abs(wanted - found) < 0.01);
    }

    [DataFact]
    public async Task Evaluate_BadImages_AreNamedAndTheOthersMeasured()
    {
        foreach (var name in (string[])["img_002_SRF_4_HR.png", "img_002_SRF_4_LR.png", "img_003_SRF_4_HR.png", "img_004_SRF_4_LR.png"])
            _work.Copy(TestData.PathOf($"benchmark/Set5/{name}"), $"set/{name}");
        foreach (var (file, name) in ((string, string)[])[("hostile/rgb16.png", "deep"), ("hostile/gray_alpha.png", "alpha"), ("hostile/truncated.jpg", "torn"), ("hostile/one_by_one.png", "dot")])
        {
            _work.Copy(TestData.PathOf(file), $"set/{name}_HR.png");
            _work.Copy(TestData.PathOf(file), $"set/{name}_LR.png");
        }
        _work.Copy(TestData.PathOf("benchmark/Set5/img_004_SRF_4_HR.png"), "set/other_HR.png");
        _work.Copy(TestData.PathOf("benchmark/Set5/img_005_SRF_4_LR.png"), "set/other_LR.png");
        var ended = (await EvaluateAsync("set", "-n", "bicubic", "--json", "out.json", "--lpips", "none")).Exits(1);
        Assert.Matches(@"(?m)^set +MEAN of 1 +bicubic +30\.19 ", ended.Out);
        string[] failures =
        [
            "'set/img_003_SRF_4_HR.png': its low resolution 'img_003_SRF_4_LR' is missing", "'set/img_004_SRF_4_LR.png': its high resolution 'img_004_SRF_4_HR' is missing",
            "'set/deep_HR.png': the image is RGB 16-bit", "'set/alpha_HR.png': the image is gray+alpha 8-bit", "'set/torn_HR.png': ", "'set/dot_HR.png': the image is 1x1",
            "'set/other_LR.png': the image is 57x86, but 'set/other_HR.png' of 280x280 makes 70x70",
        ];
        Assert.All(failures, failure => Assert.Contains(failure, ended.Error, StringComparison.Ordinal));
        var document = JsonNode.Parse(File.ReadAllText(_work["out.json"]))!;
        Assert.Equal((2, failures.Length), (document["images"]!.AsArray().Count, document["failures"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("-s", "0")]
    [InlineData("-s", "9")]
    [InlineData("--crop", "31")]
    [InlineData("--lpips", "resnet")]
    [InlineData("--lpips-sha256", "12")]
    [InlineData("--html", "page.txt")]
    [InlineData("--sheet", "sheet.jpg")]
    [InlineData("--csv", "hr/a.png/x.csv")]
    [InlineData("--json", "hr")]
    [InlineData("--lr", "gone")]
    [InlineData("-n", "bicubic")]
    [InlineData("--memory", "1")]
    public async Task Evaluate_ValueOutOfRange_NamesItAndDoesNothing(string option, string value)
    {
        Directory.CreateDirectory(_work["hr"]);
        _work.Draw("hr/a.png");
        var ended = (await EvaluateAsync("hr", "-n", "bicubic", "--lpips", "none", option, value)).Exits(2);
        Assert.Contains(option == "--lr" ? value : option, ended.Error.Split('\n')[0], StringComparison.Ordinal);
        Assert.Empty(ended.Out);
        Assert.Equal(["hr/a.png"], _work.EverythingIn("."));
    }

    [Fact]
    public async Task Evaluate_WrongFoldersOrModels_AreNamed()
    {
        Directory.CreateDirectory(_work["empty"]);
        Directory.CreateDirectory(_work["hr"]);
        _work.Draw("hr/a.png");
        (await EvaluateAsync("gone")).Exits(2).SaysInOneLine("'gone' is no folder");
        (await EvaluateAsync("empty")).Exits(2).SaysInOneLine("no image in 'empty'");
        (await EvaluateAsync("hr", "--lr", "hr", "--lr", "hr")).Exits(2).SaysInOneLine("--lr is given 2 times for 1 folders");
        (await EvaluateAsync("hr", "--lr", "hr", "--own-lr")).Exits(2).SaysInOneLine("--lr and --own-lr");
        (await EvaluateAsync("hr", "--csv", "x", "--json", "x")).Exits(2).SaysInOneLine("--csv and --json name the same file");
        (await EvaluateAsync("hr", "-n", "nobody", "--lpips", "none", "--csv", "x")).Exits(3).SaysInOneLine("-n nobody", "There is no model");
        Assert.Equal(["hr/a.png"], _work.EverythingIn("."));
    }

    [DataFact]
    public async Task Evaluate_ModelOfAnotherScale_SaysWhichToGive() => (await EvaluateAsync(
        TestData.PathOf("benchmark/Set5"), "-n", TestData.PathOf("parity/srvgg_x2.pth"), "--lpips", "none")).Exits(2).SaysInOneLine("srvgg_x2.pth enlarges by 2", "-s 2");

    [DataFact]
    public async Task Evaluate_Signal_KeepsWholeImages()
    {
        var running = Superres.Start(_work.Root, ["evaluate", TestData.PathOf("benchmark/Set14"), "-n", TestData.PathOf("weights/realesr-general-x4v3.pth"), "--lpips", "none", "--json", "out.json"]);
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60)))
            while (!(await running.StandardError.ReadLineAsync(patience.Token))!.StartsWith("2/14 ", StringComparison.Ordinal))
            {
                // The first image is still being measured.
            }
        using (var kill = Process.Start("kill", ["-s", "INT", $"{running.Id}"]))
            await kill.WaitForExitAsync();
        var ended = (await Superres.EndAsync(running)).Exits(130);
        var document = JsonNode.Parse(File.ReadAllText(_work["out.json"]))!;
        Assert.False((bool)document["complete"]!);
        Assert.Equal(0, document["images"]!.AsArray().Count % 2);
        Assert.InRange(document["images"]!.AsArray().Count, 2, 26);
        Assert.Contains("MEAN of ", ended.Out, StringComparison.Ordinal);
    }

    private Task<Ended> EvaluateAsync(params string[] arguments) => _work.RunAsync(["evaluate", .. arguments]);

    private static IEnumerable<string[]> Csv(string path) => File.ReadLines(path).Skip(1).Select(line => line.Split(','));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("src=\"data:image/png;base64,([A-Za-z0-9+/=]+)\"")]
    private static partial Regex Embedded();
}
