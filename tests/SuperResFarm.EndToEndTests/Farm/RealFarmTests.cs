namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>The commands against a real farm.</summary>
public sealed class RealFarmTests : IAsyncLifetime, IDisposable
{
    private readonly Workplace _work = new();
    private RealFarm _farm = null!;

    public async Task InitializeAsync()
    {
        _farm = await RealFarm.StartAsync(_work);
        _work.Variables["SUPERRES_FARM"] = _farm.Url;
    }

    public async Task DisposeAsync() => await _farm.DisposeAsync();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Submit_Watch_EnlargesAsUpscaleDoes()
    {
        Picture.Draw(_farm.PathOf("s3://photos/x/a.png"));
        Picture.Draw(_farm.PathOf("s3://photos/x/deep/b.png"), 20, 10);
        _farm.PutText("s3://photos/x/broken.jpg");
        _farm.PutText("s3://results/y/deep/b_bicubic_x2.5.png");   // somebody else's: it stays

        var submitted = await _work.RunAsync("submit", "--prefix", "s3://photos/x/", "-o", "s3://results/y/", "-n", "bicubic", "-s", "2.5", "--watch", "-v");
        var id = submitted.Exits(1).Out.Split('\n')[0];
        Assert.Contains("s3://photos/x/broken.jpg: FAILED source-unsupported", submitted.Error, StringComparison.Ordinal);
        Assert.Contains("s3://photos/x/deep/b.png: FAILED output-unwritable", submitted.Error, StringComparison.Ordinal);
        Assert.Matches(@"│\s+3 │\s+1 │\s+2 │\s+0 │", submitted.Out);

        (await _work.RunAsync("upscale", _farm.PathOf("s3://photos/x/a.png"), "-n", "bicubic", "-s", "2.5", "-o", "here")).Exits(0);
        Assert.Equal(File.ReadAllBytes(_work["here/a.png"]), File.ReadAllBytes(_farm.PathOf("s3://results/y/a_bicubic_x2.5.png")));

        File.Delete(_farm.PathOf("s3://results/y/deep/b_bicubic_x2.5.png"));
        Assert.StartsWith("2 items will be done again.\n", (await _work.RunAsync("retry", id, "--watch")).Exits(1).Out, StringComparison.Ordinal);
        Assert.Equal((50, 25), Picture.SizeOf(_farm.PathOf("s3://results/y/deep/b_bicubic_x2.5.png")));
        Assert.StartsWith("[1] s3://photos/x/broken.jpg: FAILED", (await _work.RunAsync("jobs", id, "--items", "--status", "failed")).Exits(0).Out, StringComparison.Ordinal);
        Assert.Matches(@"state\s+│ completed", (await _work.RunAsync("jobs", id)).Exits(0).Out);
        Assert.Matches($@"{id}\s+completed\s+normal\s+3\s+2\s+1", (await _work.RunAsync("jobs")).Exits(0).Out);

        var lines = new JsonLines((await _work.RunAsync("report", id)).Exits(0).Out).All;
        Assert.Equal(["succeeded", "failed", "succeeded"], lines.Select(line => (string)line["state"]!));
        (await _work.RunAsync("report", id, "-o", "report.csv")).Exits(0);
        Assert.Equal(4, File.ReadAllLines(_work["report.csv"]).Length);
        (await _work.RunAsync("watch", id)).Exits(1);
    }

    [Fact]
    public async Task Submit_LocalList_NamesTheLineThatCannotBeUsed()
    {
        Picture.Draw(_farm.PathOf("s3://photos/a.png"));
        File.WriteAllText(_work["list.csv"], "source,target\ns3://photos/a.png,s3://results/A.png\nnonsense,\n");
        var ended = (await _work.RunAsync("submit", "--manifest", "list.csv", "-n", "bicubic", "-s", "2", "--watch", "--json")).Exits(1);
        Assert.Equal(["failed", "succeeded"], ended.Events.Of("item").Select(line => (string)line["item"]!["state"]!).Order());
        Assert.Contains("3", (string)ended.Events.Of("item").Single(line => (string)line["item"]!["state"]! == "failed")["item"]!["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Equal((32, 24), Picture.SizeOf(_farm.PathOf("s3://results/A.png")));
    }

    [Fact]
    public async Task Watch_FarmIsKilledAndStartedAgain_SeesEachItemEndOnce()
    {
        for (var number = 0; number < 4; number++)
            Picture.Draw(_farm.PathOf($"s3://photos/{number}.png"), 160, 120 + number);
        var watching = Superres.Start(
            _work.Root, ["submit", "--prefix", "s3://photos/", "-o", "s3://results/", "-n", "bicubic", "-s", "2", "-x", "--watch", "--json"], _work.Variables);
        var first = await watching.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await _farm.KillAndStartAgainAsync();
        var ended = (await Superres.EndAsync(watching)).Exits(0);
        Assert.Contains("\"submitted\"", first, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 4), ended.Events.Of("item").Select(line => (int)line["item"]!["number"]!).Order());
        Assert.Equal(4, (int)ended.Events.Of("end").Single()["job"]!["counts"]!["succeeded"]!);
    }

    [Fact]
    public async Task Submit_Mistakes_AreToldAllAtOnceByTheirOptions()
    {
        var ended = (await _work.RunAsync("submit", "--prefix", "s3://photos/x/", "-o", "s3://photos/x/out/", "-n", "nobody", "-f", "gif")).Exits(2);
        Assert.All(["  --model-name: ", "  --ext: ", "  --output: "], part => Assert.Contains($"\n{part}", ended.Error, StringComparison.Ordinal));
        Assert.Empty(ended.Out);
    }

    [Fact]
    public async Task Submit_SameKeyTwice_IsOneJob()
    {
        Picture.Draw(_farm.PathOf("s3://photos/a.png"));
        string[] submit = ["submit", "s3://photos/a.png", "-o", "s3://results/", "-n", "bicubic", "--idempotency-key", "order-17"];
        Assert.Equal((await _work.RunAsync(submit)).Exits(0).Out, (await _work.RunAsync(submit)).Exits(0).Out);
        (await _work.RunAsync([.. submit, "-s", "2"])).Exits(2).SaysInOneLine("key");
    }

    [Fact]
    public async Task Cancel_AJobThatHasEnded_IsRefused()
    {
        Picture.Draw(_farm.PathOf("s3://photos/a.png"));
        var id = (await _work.RunAsync("submit", "s3://photos/a.png", "-o", "s3://results/", "-n", "bicubic", "--watch")).Exits(0).Out.Split('\n')[0];
        (await _work.RunAsync("cancel", id)).Exits(2).SaysInOneLine(id);
        (await _work.RunAsync("cancel", Guid.NewGuid().ToString())).Exits(2);
    }
}
