using System.Text;
using System.Text.Json.Nodes;
using NetVips;

namespace SuperResFarm.EndToEndTests;

/// <summary>What the program promises where results must be trusted.</summary>
public sealed class EvidenceTests : IDisposable
{
    private const string SourceXmp = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Darkroom"/></rdf:RDF></x:xmpmeta>""";

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory, InlineData("evidence"), InlineData("faithful")]
    public async Task Upscale_PerceptualModel_IsRefusedWithTheAllowedOnes(string fidelity)
    {
        _work.Draw("a.png");
        (await _work.RunAsync("upscale", "a.png", "-n", "superres-real-x4", "--fidelity", fidelity)).Exits(2)
            .SaysInOneLine("'superres-real-x4' counts as perceptual", "bicubic", "lanczos", "superres-compact-x4", "superres-fast-x4");
        Assert.Equal(["a.png"], _work.FilesIn(".").Where(name => !name.StartsWith("home", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("evidence", "superres-compact-x4")]
    [InlineData("balanced", "superres-compact-x4")]
    [InlineData("perceptual", "superres-real-x4")]
    public async Task Upscale_NoModel_TakesThatOfTheFidelity(string fidelity, string model)
    {
        _work.Draw("a.png");
        var item = (await _work.RunAsync("upscale", "a.png", "--fidelity", fidelity, "--json-events")).Exits(0).Events.Items.Single();
        Assert.Equal((model, fidelity), ((string)item["model"]!["name"]!, (string)item["settings"]!["fidelity"]!));
    }

    [Fact]
    public async Task Upscale_Evidence_DeblocksOnlyWhereAsked()
    {
        _work.Draw("a.png");
        (await _work.RunAsync("upscale", "a.png", "-n", "bicubic", "-s", "1", "-o", "a.jpg", "--quality", "30")).Exits(0);
        Assert.Null((await OneAsync("a.jpg", "--fidelity", "evidence"))["model"]!["deblock"]);
        var asked = await OneAsync("a.jpg", "--fidelity", "evidence", "--deblock", "auto");
        Assert.Equal(1, (double)asked["model"]!["deblock"]!);
        Assert.Contains(asked["warnings"]!.AsArray(), warning => ((string)warning!).StartsWith("Deblocking was asked for", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("webp")]
    [InlineData("tif")]
    [InlineData("avif")]
    public async Task Upscale_EveryFormat_TellsHowItWasMadeAndKeepsTheSourcesXmp(string extension)
    {
        DrawWithXmp("a.png");
        foreach (var folder in (string[])["one", "two"])
            (await _work.UpscaleAsync("a.png", "-f", extension, "-o", folder, "--fidelity", "evidence")).Exits(0);
        (await _work.UpscaleAsync("a.png", "-f", extension, "-o", "stripped", "--strip")).Exits(0);
        (await _work.UpscaleAsync("a.png", "-f", extension, "-o", "bare", "--strip", "--no-provenance")).Exits(0);
        Assert.Equal(File.ReadAllBytes(_work[$"one/a.{extension}"]), File.ReadAllBytes(_work[$"two/a.{extension}"]));

        var whole = XmpOf($"one/a.{extension}");
        Assert.All(["xmp:CreatorTool=\"Darkroom\"", "/algorithmicallyEnhanced\"", "srf:Model=\"bicubic\"", "srf:Fidelity=\"evidence\""], part => Assert.Contains(part, whole, StringComparison.Ordinal));
        Assert.True(File.ReadAllBytes(_work[$"one/a.{extension}"]).AsSpan().IndexOf("srf:SourceSHA256="u8) > 0, "Other programs look for it in the bytes.");
        var stripped = XmpOf($"stripped/a.{extension}");
        Assert.DoesNotContain("Darkroom", stripped, StringComparison.Ordinal);
        Assert.Contains("srf:Model=\"bicubic\"", stripped, StringComparison.Ordinal);
        Assert.Equal("", XmpOf($"bare/a.{extension}"));
    }

    [Theory]
    [InlineData("--no-provenance")]
    [InlineData("--no-consistency")]
    public async Task Upscale_EvidenceWithoutItsProof_IsWrongUse(string option)
    {
        _work.Draw("a.png");
        (await _work.UpscaleAsync("a.png", "--fidelity", "evidence", option)).Exits(2).SaysInOneLine("--fidelity evidence includes", option);
        (await _work.UpscaleAsync("a.png", option)).Exits(0);
    }

    [Fact]
    public async Task Upscale_Figures_AreReportedAndCanBeLeftOut()
    {
        _work.Draw("a.png");
        (await _work.UpscaleAsync("a.png", "--report", "r.jsonl")).Exits(0);
        var figures = JsonLines.InFile(_work["r.jsonl"]).All.Single()["consistency"]!;
        Assert.InRange((double)figures["psnr"]!, 10, 100);
        Assert.True((double)figures["worstPsnr"]! <= (double)figures["psnr"]! + 0.001);
        Assert.Equal((0, 0), ((int)figures["worstX"]!, (int)figures["worstY"]!));
        Assert.Null((await OneAsync("a.png", "-n", "bicubic", "--no-consistency"))["consistency"]);
    }

    [Fact]
    public async Task Upscale_DivergenceMaps_MirrorTheResults()
    {
        _work.Draw("in/a.png", "in/b/c.png");
        (await _work.UpscaleAsync("in", "-o", "out", "--divergence-map", "maps")).Exits(0);
        Assert.Equal(["a.png.divergence.png", "b/c.png.divergence.png"], _work.FilesIn("maps"));
        Assert.Equal(new Picture("pngload", 16, 12, 1, 8), Picture.Of(_work["maps/a.png.divergence.png"]));
        File.Delete(_work["maps/a.png.divergence.png"]);
        var again = (await _work.UpscaleWithEventsAsync("in", "-o", "out", "--divergence-map", "maps")).Exits(0).Events;
        Assert.Equal(("done", "skipped"), (again.EndOf("a.png"), again.EndOf("c.png")));
        (await _work.UpscaleAsync("in/a.png", "-o", "one", "--divergence-map", "one.png")).Exits(0);
        Assert.Equal((16, 12), Picture.SizeOf(_work["one.png"]));
        (await _work.UpscaleAsync("in", "-o", "out", "--divergence-map", "one.png")).Exits(2).SaysInOneLine("one file", "2 images");
        (await _work.UpscaleAsync("in/a.png", "-o", "two", "--divergence-map", "in/a.png")).Exits(2).SaysInOneLine("would overwrite");
    }

    [Fact]
    public async Task Submit_Fidelity_IsLeftToTheFarm()
    {
        (await _work.RunAsync("submit", "s3://images/a.png", "-o", "s3://out/", "--fidelity", "best", "--farm", "http://127.0.0.1:1")).Exits(2);
        (await _work.RunAsync("submit", "s3://images/a.png", "-o", "s3://out/", "--fidelity", "evidence", "--no-consistency", "--farm", "http://127.0.0.1:1")).Exits(2)
            .SaysInOneLine("--no-consistency", "cannot be left out");
    }

    private async Task<JsonNode> OneAsync(string file, params string[] arguments) =>
        (await _work.RunAsync(["upscale", file, "--json-events", "-o", "one", "--overwrite", .. arguments])).Exits(0).Events.Items.Single();

    private void DrawWithXmp(string name)
    {
        Picture.Draw(_work["plain/" + name]);
        using var plain = Image.NewFromFile(_work["plain/" + name]);
        using var image = plain.Mutate(target => target.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes(SourceXmp)));
        image.Pngsave(_work[name]);
    }

    private string XmpOf(string name)
    {
        using var image = Image.NewFromFile(_work[name]);
        return image.Contains("xmp-data") ? Encoding.UTF8.GetString((byte[])image.Get("xmp-data")) : "";
    }
}
