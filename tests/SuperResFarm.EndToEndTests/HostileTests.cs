using System.Text.Json.Nodes;

namespace SuperResFarm.EndToEndTests;

/// <summary>The collection of damaged, odd and hostile files, all of it through one process.</summary>
public sealed class HostileTests : IDisposable
{
    private const long MostMemoryBytes = 200_000_000;

    private static readonly Dictionary<string, string> _refused = new()
    {
        ["truncated.jpg"] = "source-corrupt",
        ["truncated_header.jpg"] = "source-corrupt",
        ["bad_crc.png"] = "source-corrupt",
        ["zero_size.png"] = "source-corrupt",
        ["bomb_header.png"] = "source-too-large",
        ["bomb_real.png"] = "source-too-large",
        ["text.png"] = "source-unsupported",
        ["empty.png"] = "source-unsupported",
        ["float32.tif"] = "source-unsupported",
        ["palette.bmp"] = "source-unsupported",
        ["external.svg"] = "source-unsupported",
    };

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [DataFact]
    public async Task Upscale_HostileCollection_EndsEveryFileAsItsManifestAsks()
    {
        var names = JsonNode.Parse(File.ReadAllText(TestData.PathOf("hostile/manifest.json")))!.AsArray().Select(entry => (string)entry!["file"]!).ToList();
        var ended = (await _work.UpscaleWithEventsAsync(TestData.PathOf("hostile"), "-o", "out")).Exits(1);
        Assert.Empty(ended.Error);
        Assert.Equal(names.ToDictionary(name => name, name => _refused.GetValueOrDefault(name, "done")), names.ToDictionary(name => name, ended.Events.EndOf));
        Assert.Equal(names.Count, ended.Events.Items.Count());
        Assert.Equal(names.Except(_refused.Keys).Select(name => Path.ChangeExtension(name, name == "animated.gif" ? ".png" : Path.GetExtension(name))).Order(StringComparer.Ordinal), _work.FilesIn("out"));
        Assert.InRange((long)ended.Events.Summary["peakMemoryBytes"]!, 1, MostMemoryBytes);
    }

    [DataTheory]
    [InlineData("bomb_header.png")]
    [InlineData("bomb_real.png")]
    [InlineData("many_chunks.png")]
    [InlineData("external.svg")]
    public async Task Upscale_HungryFileAlone_StaysSmall(string name)
    {
        var ended = await _work.UpscaleWithEventsAsync(TestData.PathOf("hostile/" + name), "-s", "4");
        Assert.Empty(ended.Error);
        Assert.Equal(_refused.GetValueOrDefault(name, "done"), ended.Events.EndOf(name));
        Assert.InRange((long)ended.Events.Summary["peakMemoryBytes"]!, 1, MostMemoryBytes);
    }

    [DataFact]
    public async Task Upscale_OddKinds_AreKept()
    {
        (string Name, Picture Result)[] expected =
        [
            ("one_by_one.png", new("pngload", 4, 4, 3, 8)),
            ("thin.png", new("pngload", 4, 1200, 3, 8)),
            ("gray16.png", new("pngload", 240, 160, 1, 16)),
            ("gray16_dark.png", new("pngload", 240, 160, 1, 16)),
            ("rgb16.png", new("pngload", 240, 160, 3, 16)),
            ("gray_alpha.png", new("pngload", 240, 160, 2, 8)),
            ("palette_trns.png", new("pngload", 240, 160, 4, 8)),
            ("rgb_trns.png", new("pngload", 240, 160, 4, 8)),
        ];
        (await _work.UpscaleAsync(["-s", "4", .. expected.Select(each => TestData.PathOf("hostile/" + each.Name))])).Exits(0);
        Assert.Equal(expected, expected.Select(each => (each.Name, Picture.Of(_work["out/" + each.Name]))));
    }

    [DataFact]
    public async Task Upscale_ForeignBytesBehindAPicture_AreNotInTheResult()
    {
        var source = File.ReadAllBytes(TestData.PathOf("hostile/polyglot.png"));
        (await _work.UpscaleAsync(TestData.PathOf("hostile/polyglot.png"))).Exits(0);
        Assert.Equal(-1, File.ReadAllBytes(_work["out/polyglot.png"]).AsSpan().IndexOf(source.AsSpan(^20..)));
    }
}
