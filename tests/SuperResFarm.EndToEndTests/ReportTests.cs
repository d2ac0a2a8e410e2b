using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace SuperResFarm.EndToEndTests;

/// <summary>What the program tells machines: the report file and the JSON lines.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Upscale_Report_HasALineOfFactsForEachImage()
    {
        _work.Draw("in/a.png", "in/b.gif");
        File.WriteAllText(_work["in/c.png"], "text");
        (await _work.UpscaleAsync("in", "--report", "deep/report.jsonl", "--tile_pad", "exact")).Exits(1);
        var lines = JsonLines.InFile(_work["deep/report.jsonl"]).All.OrderBy(line => (string?)line["input"]!["path"], StringComparer.Ordinal).ToList();
        Assert.Equal(["done", "done", "failed"], lines.Select(line => (string?)line["status"]));
        ExpectDone(lines[0], "Png", "a.png");
        ExpectDone(lines[1], "Gif", "b.png");
        Assert.Null(lines[0]["warnings"]);
        Assert.Contains(lines[1]["warnings"]!.AsArray(), warning => ((string?)warning)!.StartsWith("Gif cannot be written", StringComparison.Ordinal));
        Assert.Equal(("source-unsupported", HashOf("in/c.png")), ((string?)lines[2]["error"], (string?)lines[2]["input"]!["sha256"]));
        Assert.Contains("plain text", (string?)lines[2]["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upscale_ReportOfASecondRun_HasTheSkipped()
    {
        _work.Draw("a.png");
        (await _work.UpscaleAsync("a.png", "--report", "report.jsonl")).Exits(0);
        (await _work.UpscaleAsync("a.png", "--report", "report.jsonl")).Exits(0);
        var line = Assert.Single(JsonLines.InFile(_work["report.jsonl"]).All);
        Assert.Equal(("skipped", HashOf("a.png")), ((string?)line["status"], (string?)line["input"]!["sha256"]));
    }

    [Fact]
    public async Task Upscale_JsonEvents_ComeInOrder()
    {
        Picture.Draw(_work["in/a.png"], 100, 100);
        _work.Draw("in/b.png");
        var events = (await _work.UpscaleWithEventsAsync("in", "-t", "32", "--tile_pad", "0")).Exits(0).Events;
        foreach (var number in new[] { 1, 2 })
        {
            var own = events.All.Where(line => (int?)line["number"] == number).ToList();
            Assert.Equal("started", (string?)own[0]["event"]);
            Assert.Equal("ended", (string?)own[^1]["event"]);
            var progress = own[1..^1];
            Assert.All(progress, line => Assert.Equal("progressed", (string?)line["event"]));
            var total = number == 1 ? 16 : 1;
            Assert.Equal(Enumerable.Range(1, total).Select(tile => (tile, total)), progress.Select(line => ((int)line["tiles"]!, (int)line["of"]!)));
        }
        Assert.Equal("completed", (string?)events.All[^1]["event"]);
        Assert.Equal((2, 0, 0, 0), ((int)events.Summary["done"]!, (int)events.Summary["skipped"]!, (int)events.Summary["failed"]!, (int)events.Summary["unstarted"]!));
    }

    [Fact]
    public async Task Upscale_PlainText_SumsUpWhatWasDone()
    {
        _work.Draw("a.png");
        var ended = (await _work.UpscaleAsync("a.png", "-v")).Exits(0);
        Assert.Contains("[1/1] a.png: 16x12 -> 32x24 Png in", ended.Out, StringComparison.Ordinal);
        Assert.Matches(@"1 tiles of 16x12, halo \d, 1 passes, \d+ lanes; seconds: decode", ended.Out);
        Assert.Matches(@"│\s+1 │\s+0 │\s+0 │", ended.Out);
        Assert.Empty(ended.Error);
    }

    private void ExpectDone(JsonNode line, string format, string result)
    {
        var (input, output) = (line["input"]!, line["output"]!);
        Assert.Equal((format, 16, 12, HashOf((string)input["path"]!)), ((string?)input["format"], (int)input["width"]!, (int)input["height"]!, (string?)input["sha256"]));
        Assert.Equal(("out/" + result, "Png", 32, 24), ((string?)output["path"], (string?)output["format"], (int)output["width"]!, (int)output["height"]!));
        Assert.Equal((HashOf("out/" + result), new FileInfo(_work["out/" + result]).Length), ((string?)output["sha256"], (long)output["bytes"]!));
        Assert.Equal(("bicubic", 2, 64), ((string?)line["model"]!["name"], (int)line["model"]!["scale"]!, ((string)line["model"]!["sha256"]!).Length));
        Assert.Equal(("bicubic", 2.0, "exact"), ((string?)line["settings"]!["model"], (double)line["settings"]!["outScale"]!, (string?)line["settings"]!["halo"]));
        Assert.Equal((1, 1, 2), ((int)line["tiles"]!["columns"]!, (int)line["tiles"]!["bands"]!, (int)line["tiles"]!["halo"]!));
        Assert.InRange((double)line["seconds"]!["total"]!, 0, 60);
    }

    private string HashOf(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_work[name])));
}
