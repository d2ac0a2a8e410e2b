using System.Security.Cryptography;
using System.Text.Json;
using SuperResFarm.Tests.Models.Downloads;

namespace SuperResFarm.EndToEndTests;

/// <summary>Models from a server: fetched, resumed, checked, imported; with a catalog of one's own.</summary>
public sealed class PullTests : IDisposable
{
    private const string Store = "home/data/superresfarm/models";

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [DataFact]
    public async Task Pull_Model_IsFetchedImportedAndReady()
    {
        await using var server = Serve("parity/srvgg_x4.pth");
        Catalog(server, "parity/srvgg_x4.pth");
        var ended = (await _work.RunAsync("models", "pull", "tiny")).Exits(0);
        Assert.Contains("superres upscale -n tiny", ended.Out, StringComparison.Ordinal);
        Assert.Contains("tiny", (await _work.RunAsync("models", "show", "little")).Exits(0).Out, StringComparison.Ordinal);
        Assert.Equal(2, _work.FilesIn(Store).Length);   // the download itself is gone
        (await _work.RunAsync("models", "pull", "tiny")).Exits(0);
        Assert.Single(server.Requests);   // what is here is not fetched again
    }

    [DataFact]
    public async Task Upscale_ModelNotHere_IsPulledOnlyWhenAllowed()
    {
        await using var server = Serve("parity/srvgg_x4.pth");
        Catalog(server, "parity/srvgg_x4.pth");
        _work.Draw("a.png");
        (await _work.RunAsync("upscale", "a.png", "-n", "tiny")).Exits(3).SaysInOneLine("superres models pull tiny");
        Assert.Empty(server.Requests);
        (await _work.RunAsync("upscale", "a.png", "-n", "tiny", "--pull")).Exits(0);
        Assert.Equal((64, 48), Picture.SizeOf(_work["out/a.png"]));
        var asked = server.Requests.Count;
        (await _work.RunAsync("upscale", "a.png", "-o", "again", "-n", "tiny", "--pull")).Exits(0);
        Assert.Equal(asked, server.Requests.Count);
    }

    [DataFact]
    public async Task Pull_WrongContent_IsRefusedAndLeavesNothing()
    {
        await using var server = Serve("parity/srvgg_x2.pth");
        Catalog(server, "parity/srvgg_x4.pth", bytes: false);
        var ended = (await _work.RunAsync("models", "pull", "tiny")).Exits(3);
        Assert.Contains(Sha256("parity/srvgg_x4.pth"), ended.Error, StringComparison.Ordinal);
        Assert.Contains(Sha256("parity/srvgg_x2.pth"), ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_work.FilesIn(Store), name => name.EndsWith(".onnx", StringComparison.Ordinal) || name.EndsWith(".pth", StringComparison.Ordinal));
    }

    [DataFact]
    public async Task Pull_CutShort_ContinuesAtTheNextRun()
    {
        var content = File.ReadAllBytes(TestData.PathOf("parity/srvgg_x4.pth"));
        var cuts = 1;
        await using var server = new LoopbackServer(asked => Answer(content, asked) with
        {
            // Cut once, and then refused for good: the first run cannot end well.
            CutAfter = cuts > 0 ? 20_000 : null,
            Status = cuts-- is 1 or < -20 ? asked.From is null ? 200 : 206 : 404,
        });
        Catalog(server, "parity/srvgg_x4.pth");
        (await _work.RunAsync("models", "pull", "tiny")).Exits(3);
        cuts = -21;
        (await _work.RunAsync("models", "pull", "tiny")).Exits(0);
        Assert.Equal(20_000, server.Requests[^1].From);
    }

    [DataFact]
    public async Task Pull_LicenceWithTerms_IsRefusedUntilAccepted()
    {
        await using var server = Serve("parity/srvgg_x4.pth");
        Catalog(server, "parity/srvgg_x4.pth", terms: "For research only.");
        (await _work.RunAsync("models", "pull", "tiny")).Exits(2).SaysInOneLine("For research only.", "--accept-licence");
        Assert.Empty(server.Requests);
        (await _work.RunAsync("models", "pull", "tiny", "--accept-licence")).Exits(0);
        Assert.Matches(@"terms accepted\s+│ For research only\.", (await _work.RunAsync("models", "show", "tiny")).Exits(0).Out);
    }

    [DataFact]
    public async Task Pull_NoChecksumKnown_AsksForOne()
    {
        await using var server = Serve("parity/srvgg_x4.pth");
        Catalog(server, "parity/srvgg_x4.pth", checksum: false);
        (await _work.RunAsync("models", "pull", "tiny")).Exits(2).SaysInOneLine("--sha256", "--allow-unverified");
        (await _work.RunAsync("models", "pull", "tiny", "--sha256", new string('0', 64))).Exits(3);
        (await _work.RunAsync("models", "pull", "tiny", "--sha256", Sha256("parity/srvgg_x4.pth"))).Exits(0);
        // The catalog's facts hold for the file it was fetched as, checksum or not.
        Assert.Matches(@"licence\s+│ MIT", (await _work.RunAsync("models", "show", "tiny")).Exits(0).Out);
    }

    [Fact]
    public async Task Pull_NobodyThere_SaysWhatToDo()
    {
        _work.Variables["SUPERRES_CATALOG"] = "own.json";
        File.WriteAllText(_work["own.json"], Entry(new("http://127.0.0.1:9/model.pth"), null, new string('0', 64), null));
        var ended = (await _work.RunAsync("models", "pull", "tiny")).Exits(3);
        Assert.All(["127.0.0.1", "superres models import"], part => Assert.Contains(part, ended.Error, StringComparison.Ordinal));
    }

    [DataFact]
    public async Task Pull_ThroughAProxy_AsksTheProxyAndNotTheServer()
    {
        await using var proxy = Serve("parity/srvgg_x4.pth");
        var length = new FileInfo(TestData.PathOf("parity/srvgg_x4.pth")).Length;
        _work.Variables["SUPERRES_CATALOG"] = "own.json";
        _work.Variables["http_proxy"] = proxy.Root.ToString();
        // Nobody listens on port 9: only the proxy can answer.
        File.WriteAllText(_work["own.json"], Entry(new("http://127.0.0.1:9/model.pth"), length, Sha256("parity/srvgg_x4.pth"), null));
        (await _work.RunAsync("models", "pull", "tiny")).Exits(0);
        Assert.Equal("http://127.0.0.1:9/model.pth", proxy.Requests.Single().Target);

        (await _work.RunAsync("models", "remove", "tiny")).Exits(0);
        _work.Variables["NO_PROXY"] = "127.0.0.1";
        (await _work.RunAsync("models", "pull", "tiny")).Exits(3);
        Assert.Single(proxy.Requests);
    }

    [Fact]
    public async Task Pull_UnknownName_ListsTheCatalog() =>
        (await _work.RunAsync("models", "pull", "nobody")).Exits(3).SaysInOneLine("no model 'nobody'", "RealESRGAN_x4plus", "realesr-animevideov3");

    [Fact]
    public async Task List_CatalogWithMistakes_NamesThem()
    {
        _work.Variables["SUPERRES_CATALOG"] = "own.json";
        File.WriteAllText(_work["own.json"], """{"models": [{"name": "tiny"}]}""");
        (await _work.RunAsync("models", "list")).Exits(2).SaysInOneLine("own.json", "tiny");
    }

    private static LoopbackServer Serve(string file)
    {
        var content = File.ReadAllBytes(TestData.PathOf(file));
        return new(asked => Answer(content, asked));
    }

    private static Reply Answer(byte[] content, Asked asked) => asked.From is { } from
        ? new(206, content[from..], ("ETag", "\"one\""), ("Content-Range", $"bytes {from}-{content.Length - 1}/{content.Length}"))
        : new(200, content, ("ETag", "\"one\""), ("Accept-Ranges", "bytes"));

    private void Catalog(LoopbackServer server, string file, bool bytes = true, bool checksum = true, string? terms = null)
    {
        _work.Variables["SUPERRES_CATALOG"] = "own.json";
        var length = new FileInfo(TestData.PathOf(file)).Length;
        File.WriteAllText(_work["own.json"], Entry(server.Url(), bytes ? length : null, checksum ? Sha256(file) : null, terms));
    }

    private static string Entry(Uri url, long? bytes, string? sha256, string? terms) => JsonSerializer.Serialize(new
    {
        models = new[]
        {
            new
            {
                name = "tiny",
                aliases = (List<string>)["little"],
                summary = "A network for tests",
                task = "upscale",
                architecture = "Compact",
                scale = 4,
                fidelity = "perceptual",
                file = Without(("url", url.ToString()), ("bytes", bytes), ("sha256", sha256)),
                licence = Without(("name", "MIT"), ("terms", terms), ("acceptance", terms is not null)),
            },
        },
    });

    private static Dictionary<string, object> Without(params (string Name, object? Value)[] members) =>
        members.Where(member => member.Value is not null).ToDictionary(member => member.Name, member => member.Value!);

    private static string Sha256(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(TestData.PathOf(file))));
}
