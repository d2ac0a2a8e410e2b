namespace SuperResFarm.EndToEndTests;

/// <summary>A second run does what is left to do, and nothing else.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Upscale_Again_SkipsWhatIsUnchanged()
    {
        await FirstRunAsync();
        var (before, written) = (File.ReadAllBytes(_work["out/a.png"]), File.GetLastWriteTimeUtc(_work["out/a.png"]));
        var ended = (await _work.UpscaleAsync("in")).Exits(0);
        Assert.Equal(2, ended.Out.Split('\n').Count(line => line.EndsWith("skipped, unchanged", StringComparison.Ordinal)));
        Assert.Equal(before, File.ReadAllBytes(_work["out/a.png"]));
        Assert.Equal(written, File.GetLastWriteTimeUtc(_work["out/a.png"]));
    }

    [Fact]
    public async Task Upscale_ChangedSource_IsDoneAgainAlone()
    {
        await FirstRunAsync();
        Picture.Draw(_work["in/a.png"], 20, 10);
        await ExpectAsync("done", "skipped");
        Assert.Equal((40, 20), Picture.SizeOf(_work["out/a.png"]));
    }

    [Theory]
    [InlineData("-s", "3")]
    [InlineData("--strip")]
    [InlineData("-x")]
    [InlineData("--png-level", "9")]
    [InlineData("-n", "lanczos")]
    [InlineData("--overwrite")]
    public async Task Upscale_ChangedSettings_DoAllAgain(params string[] changed)
    {
        await FirstRunAsync();
        string[] usual = ["-n", "bicubic", "-s", "2"];
        var kept = usual.Chunk(2).Where(pair => !changed.Contains(pair[0])).SelectMany(pair => pair);
        var ended = (await _work.RunAsync(["upscale", "in", "--json-events", .. kept, .. changed])).Exits(0);
        Assert.Equal(("done", "done"), (ended.Events.EndOf("a.png"), ended.Events.EndOf("b.png")));
    }

    [DataFact]
    public async Task Upscale_OtherWeightsUnderTheSameName_DoAllAgain()
    {
        _work.Draw("a.png");
        _work.Copy(TestData.PathOf("parity/srvgg_x4.pth"), "net.pth");
        string[] arguments = ["upscale", "a.png", "-n", "net.pth", "--tile_pad", "0", "--json-events"];
        (await _work.RunAsync(arguments)).Exits(0);
        File.Copy(TestData.PathOf("parity/srvgg_x4_fp16.pth"), _work["net.pth"], overwrite: true);
        Assert.Equal("done", (await _work.RunAsync(arguments)).Exits(0).Events.EndOf("a.png"));
        Assert.Equal("skipped", (await _work.RunAsync(arguments)).Exits(0).Events.EndOf("a.png"));
    }

    [Fact]
    public async Task Upscale_DeletedOrTruncatedResult_IsDoneAgain()
    {
        await FirstRunAsync();
        var whole = File.ReadAllBytes(_work["out/a.png"]);
        File.WriteAllBytes(_work["out/a.png"], whole[..^5]);
        await ExpectAsync("done", "skipped");
        Assert.Equal(whole, File.ReadAllBytes(_work["out/a.png"]));
        File.Delete(_work["out/b.png"]);
        await ExpectAsync("skipped", "done");
    }

    [Theory]
    [InlineData("""{"Output":"b.png","Fing""")]
    [InlineData("{}\n")]
    [InlineData("""{"Output":null,"Fingerprint":"x","Bytes":1,"Sha256":"y"}""")]
    [InlineData("null\n5\n")]
    public async Task Upscale_TornLedger_LosesNothingButTheTornLine(string torn)
    {
        await FirstRunAsync();
        Picture.Draw(_work["in/b.png"], 9, 9);
        File.AppendAllText(_work["out/.superres.jsonl"], torn);
        await ExpectAsync("skipped", "done");
        await ExpectAsync("skipped", "skipped");
    }

    private async Task FirstRunAsync()
    {
        _work.Draw("in/a.png", "in/b.png");
        (await _work.UpscaleAsync("in")).Exits(0);
    }

    private async Task ExpectAsync(string first, string second)
    {
        var ended = (await _work.UpscaleWithEventsAsync("in")).Exits(0);
        Assert.Equal((first, second), (ended.Events.EndOf("a.png"), ended.Events.EndOf("b.png")));
    }
}
