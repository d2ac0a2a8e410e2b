using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Planning;

namespace SuperResFarm.Tests.Inference.Planning;

public class HaloTests
{
    [Theory]
    [InlineData("auto", HaloKind.Auto, 0)]
    [InlineData("exact", HaloKind.Exact, 0)]
    [InlineData("0", HaloKind.Pixels, 0)]
    [InlineData("1024", HaloKind.Pixels, 1024)]
    public void Parse_KnownWords_GiveTheChoice(string text, HaloKind kind, int pixels)
    {
        Assert.Equal(new HaloChoice(kind, pixels), HaloChoice.Parse(text));
        Assert.Equal(text, HaloChoice.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1025")]
    [InlineData("Auto")]
    [InlineData("ten")]
    public void Parse_AnythingElse_IsRefusedNamingTheChoices(string text)
    {
        var fault = Assert.Throws<FarmException>(() => HaloChoice.Parse(text));
        Assert.Equal(FailureCode.SettingsInvalid, fault.Code);
        Assert.Contains("auto, exact", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Measure_NetworkThatLooksAtKnownDistance_FindsIt(int distance)
    {
        var engine = new ShiftedEngine(distance);
        Assert.Equal(distance, await HaloProbe.MeasureAsync(engine, radius: null, multiple: 1, CancellationToken.None));
    }

    [DataTheory]
    [InlineData("realesr-animevideov3")]
    [InlineData("realesr-general-x4v3")]
    public async Task Resolve_Auto_KeepsSeamsOfAPhotoBelowOneLevel(string model)
    {
        var network = RealNetworks.Open(model);
        var book = new HaloBook(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "halos.json"));
        var halo = await book.ResolveAsync(new HaloChoice(HaloKind.Auto), network, CancellationToken.None);
        Assert.InRange(halo, 4, network.Card.ReceptiveFieldRadius!.Value);

        var size = new PixelSize(190, 130);
        var (samples, format) = RealNetworks.Crop("inputs/real-esrgan/OST_009.png", size);
        var engine = network.EngineFor(SampleDepth.Eight);
        var tiled = TestUpscaler.PlanOf(size, 4, TileAxis.Cut(190, 2 * halo + 40, halo), TileAxis.Cut(130, 2 * halo + 40, halo));
        var whole = await TestUpscaler.RunAsync(samples, size, format, TestUpscaler.Whole(size, 4), engine);
        var inTiles = await TestUpscaler.RunAsync(samples, size, format, tiled, engine);

        Assert.True(tiled.Grid.Count > 6);
        Assert.InRange(whole.Zip(inTiles).Max(pair => Math.Abs(pair.First - pair.Second)), 0, 1);
    }

    [DataFact]
    public async Task Resolve_Auto_IsMeasuredOnceAndRememberedOnDisk()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("superres-").FullName, "deep", "halos.json");
        var network = RealNetworks.Open("realesr-animevideov3");
        var measured = await new HaloBook(path).ResolveAsync(new HaloChoice(HaloKind.Auto), network, CancellationToken.None);
        File.WriteAllText(path, File.ReadAllText(path).Replace($":{measured}", ":5", StringComparison.Ordinal));

        Assert.Equal(5, await new HaloBook(path).ResolveAsync(new HaloChoice(HaloKind.Auto), network, CancellationToken.None));

        File.WriteAllText(path, "{ torn");
        Assert.Equal(measured, await new HaloBook(path).ResolveAsync(new HaloChoice(HaloKind.Auto), network, CancellationToken.None));
    }
}
