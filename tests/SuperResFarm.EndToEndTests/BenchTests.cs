using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace SuperResFarm.EndToEndTests;

/// <summary>Measuring models: tiny tiles on the processor, for real.</summary>
public sealed class BenchTests : IDisposable
{
    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Bench_TinyTiles_FillTableDocumentAndPlot()
    {
        var ended = (await BenchAsync("--edges", "16,32", "--batches", "2,1", "--lanes", "1", "--json", "out/bench.json", "--plot", "out/bench.svg")).Exits(0);

        Assert.Matches(@"cpu peak\s+│ \d+\.\d GFLOP/s", ended.Out);
        Assert.Matches(@"(?m)^device +model +precision +tile +batch +lanes +MP/s +s per MP ", ended.Out);
        foreach (var (tile, batch) in new[] { ("16x16", 1), ("16x16", 2), ("32x32", 1), ("32x32", 2) })
            Assert.Matches($@"(?m)^cpu +bicubic +single +{tile} +{batch} +1 +[\d.]+ +[\d.]+ +\S.* +[\d.]+ +[\d.]+ % +\d+ +\d+$", ended.Out);
        Assert.Equal(["bench.json", "bench.svg"], _work.EverythingIn("out"));

        var document = JsonNode.Parse(File.ReadAllText(_work["out/bench.json"]))!;
        AssertHead(document, complete: true);
        Assert.Equal([(16, 1), (32, 1), (16, 2), (32, 2)], Points(document).Select(point => ((int)point["width"]!, (int)point["batch"]!)));
        Assert.All(Points(document), AssertMeasured);

        var plot = XDocument.Parse(File.ReadAllText(_work["out/bench.svg"]));
        Assert.Equal(_svg + "svg", plot.Root!.Name);
        Assert.Equal(2, plot.Descendants(_svg + "polyline").Count());
        Assert.Equal(4, plot.Descendants(_svg + "title").Count());
        var texts = plot.Descendants(_svg + "text").Select(text => text.Value).ToList();
        Assert.All(["tile edge in source pixels, halos included", "seconds per source megapixel", "bicubic, cpu, single, batch 2, lanes 1"], text => Assert.Contains(text, texts));
    }

    [Fact]
    public async Task Bench_SeveralModelsAndPrecisions_AreEachMeasured()
    {
        var document = await DocumentAsync("-n", "lanczos", "--edges", "16", "--precisions", "half,single");
        Assert.Equal(["bicubic", "lanczos"], document["models"]!.AsArray().Select(model => (string)model!["name"]!));
        Assert.Equal(
            [("half", 0), ("half", 1), ("single", 0), ("single", 1)],
            Points(document).Select(point => ((string)point["precision"]!, (int)point["model"]!)));
        Assert.All(Points(document), AssertMeasured);
        Assert.Equal(2, document["devices"]!.AsArray().Select(device => (string)device!["provider"]!).Distinct().Count());
    }

    [DataFact]
    public async Task Bench_RealModel_KnowsItsArithmeticAndHalo()
    {
        var document = await DocumentAsync("-n", TestData.PathOf("weights/realesr-animevideov3.pth"), "--edges", "32");
        var model = document["models"]!.AsArray()[1]!;
        Assert.Equal(("realesr-animevideov3", 1238688, 16), ((string)model["name"]!, (double)model["flopsPerPixel"]!, (int)model["haloPixels"]!));
        Assert.Equal(0, (double)Points(document)[1]["usefulMegapixelsPerSecond"]!);   // nothing is left between two halos
    }

    [Fact]
    public async Task Bench_TileOfMinutes_IsLeftOutWithTheRemedy()
    {
        var ended = (await BenchAsync("--edges", "16,8192", "--lanes", "1", "--json", "bench.json")).Exits(0);
        Assert.Matches(@"(?m)^cpu +bicubic +single +8192x8192 .* left out: one run would take about \d+ s; --time \d+ measures it$", ended.Out);
        var point = Points(JsonNode.Parse(File.ReadAllText(_work["bench.json"]))!)[1];
        Assert.Equal("left-out", (string)point["state"]!);
        Assert.NotNull(point["reason"]);
        Assert.Null(point["megapixelsPerSecond"]);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Bench_Signal_KeepsWhatWasMeasured(string signal)
    {
        var running = Superres.Start(_work.Root, ["bench", "-n", "bicubic", "--edges", "16,32", "--time", "1.5", "--lanes", "1", "--json", "bench.json", "--plot", "bench.svg"]);
        using (var patience = new CancellationTokenSource(_patience))
            while (!(await running.StandardError.ReadLineAsync(patience.Token))!.StartsWith("2/2 ", StringComparison.Ordinal))
            {
                // The first point is still being measured.
            }
        using (var kill = Process.Start("kill", ["-s", signal, $"{running.Id}"]))
            await kill.WaitForExitAsync();
        var ended = (await Superres.EndAsync(running)).Exits(130);

        Assert.Matches(@"(?m)^cpu +bicubic +single +16x16 ", ended.Out);
        Assert.DoesNotContain("32x32", ended.Out, StringComparison.Ordinal);
        var document = JsonNode.Parse(File.ReadAllText(_work["bench.json"]))!;
        AssertHead(document, complete: false);
        AssertMeasured(Assert.Single(Points(document)));
        Assert.Single(XDocument.Parse(File.ReadAllText(_work["bench.svg"])).Descendants(_svg + "title"));
    }

    [Theory]
    [InlineData("--edges", "7")]
    [InlineData("--edges", "8193")]
    [InlineData("--edges", "128;256")]
    [InlineData("--edges", "")]
    [InlineData("--batches", "0")]
    [InlineData("--batches", "3")]
    [InlineData("--batches", "128")]
    [InlineData("--lanes", "0")]
    [InlineData("--lanes", "all")]
    [InlineData("--precisions", "double")]
    [InlineData("--precisions", "half,half")]
    [InlineData("--precisions", "auto,half")]
    [InlineData("--time", "0")]
    [InlineData("--time", "1,5")]
    [InlineData("--time", "1e9")]
    [InlineData("--provider", "gpu")]
    [InlineData("-g", "-2")]
    [InlineData("-n", "bicubic")]
    [InlineData("--plot", "bench.png")]
    [InlineData("--json", "a.png/bench.json")]
    [InlineData("--json", ".")]
    [InlineData("--plot", "a.png/bench.svg")]
    public async Task Bench_ValueOutOfRange_NamesTheOptionAndDoesNothing(string option, string value)
    {
        _work.Draw("a.png");
        var ended = (await BenchAsync(option, value)).Exits(2);
        Assert.Contains(option, ended.Error.Split('\n')[0], StringComparison.Ordinal);
        Assert.Empty(ended.Out);
        Assert.Equal(["a.png"], _work.EverythingIn("."));
    }

    [Fact]
    public async Task Bench_SeveralMistakes_AreToldAtOnce()
    {
        var ended = (await BenchAsync("--edges", "1", "--batches", "3", "--precisions", "double", "--plot", "bench.gif")).Exits(2);
        Assert.Equal(4, ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Bench_UnknownModel_SaysSoAndLeavesNothing()
    {
        (await BenchAsync("-n", "nobody", "--json", "bench.json", "--plot", "bench.svg")).Exits(3).SaysInOneLine("There is no model 'nobody'");
        Assert.Empty(_work.EverythingIn("."));
    }

    [Fact]
    public async Task Bench_AbsentDevice_SaysWhatIsMissing() => (await BenchAsync("--provider", "cuda")).Exits(3).SaysInOneLine("CUDA was asked for", "-g cpu");

    [Fact]
    public async Task Bench_FileThatIsNoModel_IsRefused()
    {
        File.WriteAllBytes(_work["broken.onnx"], []);
        (await BenchAsync("-n", "broken.onnx")).Exits(3).SaysInOneLine("broken.onnx");
    }

    private Task<Ended> BenchAsync(params string[] arguments) => _work.RunAsync(["bench", "-n", "bicubic", "--time", "0.05", .. arguments]);

    private async Task<JsonNode> DocumentAsync(params string[] arguments)
    {
        (await BenchAsync([.. arguments, "--json", "bench.json"])).Exits(0);
        return JsonNode.Parse(File.ReadAllText(_work["bench.json"]))!;
    }

    private static IReadOnlyList<JsonNode> Points(JsonNode document) => [.. document["points"]!.AsArray().Select(point => point!)];

    private static void AssertHead(JsonNode document, bool complete)
    {
        Assert.Equal("superres-bench/1", (string)document["schema"]!);
        Assert.Equal(complete, (bool)document["complete"]!);
        Assert.Matches(@"^\d+\.\d+\.\d+$", (string)document["onnxRuntime"]!);
        Assert.True(DateTimeOffset.TryParse((string)document["at"]!, System.Globalization.CultureInfo.InvariantCulture, out _));
        Assert.All(["system", "architecture", "runtime", "processor"], fact => Assert.NotEmpty((string)document["machine"]![fact]!));
        var device = document["devices"]!.AsArray()[0]!;
        Assert.Equal(("cpu", "cpu"), ((string)device["name"]!, (string)device["kind"]!));
        Assert.StartsWith("cpu, ", (string)device["provider"]!, StringComparison.Ordinal);
        Assert.True((double)device["peaks"]!.AsArray()[0]!["flopsPerSecond"]! > 1e8);
        Assert.Equal((64, 2), (((string)document["models"]!.AsArray()[0]!["sha256"]!).Length, (int)document["models"]!.AsArray()[0]!["haloPixels"]!));
    }

    private static void AssertMeasured(JsonNode point)
    {
        Assert.Equal("measured", (string)point["state"]!);
        Assert.All(
            ["megapixelsPerSecond", "usefulMegapixelsPerSecond", "secondsPerMegapixel", "shareOfPeak", "engineBytes", "processBytes", "repeats", "tiles"],
            fact => Assert.True((double)point[fact]! > 0, fact));
        Assert.Equal(1, (double)point["megapixelsPerSecond"]! * (double)point["secondsPerMegapixel"]!, 6);
    }
}
