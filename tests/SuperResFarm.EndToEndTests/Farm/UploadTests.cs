using System.Diagnostics;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>Images of this machine go to a real farm and come back.</summary>
public sealed class UploadTests : IAsyncLifetime, IDisposable
{
    private readonly Workplace _work = new();
    private RealFarm _farm = null!;

    public async Task InitializeAsync()
    {
        _farm = await RealFarm.StartAsync(_work);
        _work.Variables["SUPERRES_FARM"] = _farm.Url;
        _work.Variables["XDG_STATE_HOME"] = _work["state"];
    }

    public async Task DisposeAsync() => await _farm.DisposeAsync();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task OnePhoto_ComesBackAsUpscaleMakesIt()
    {
        _work.Draw("photo.png");
        var first = (await SubmitAsync("photo.png", "-o", "out")).Exits(0);
        Assert.Contains("1 result fetched; 1 of 1 are in", first.Out, StringComparison.Ordinal);
        Assert.Equal(["photo_bicubic_x2.png"], ResultsIn("out"));
        (await _work.UpscaleAsync("photo.png", "-o", "here")).Exits(0);
        Assert.Equal(File.ReadAllBytes(_work["here/photo.png"]), File.ReadAllBytes(_work["out/photo_bicubic_x2.png"]));

        var second = (await SubmitAsync("photo.png", "-o", "out")).Exits(0);
        second.SaysInOneLine("nothing was left to do", "--again");
        Assert.Empty(second.Out);
        Assert.Single(await JobsAsync());
        File.Delete(_work["out/photo_bicubic_x2.png"]);
        (await SubmitAsync("photo.png", "-o", "out")).Exits(0);
        Assert.Equal(["photo_bicubic_x2.png"], ResultsIn("out"));
        Assert.Single(await JobsAsync());
        (await SubmitAsync("photo.png", "-o", "out", "--again")).Exits(0);
        Assert.Equal(2, (await JobsAsync()).Count);
    }

    [Fact]
    public async Task Folder_WithABrokenFile_KeepsItsFoldersAndNamesTheFile()
    {
        _work.Draw("in/a.png", "in/Urlaub 1/Grüße #1.png", "in/deep/er/c.jpg");
        File.WriteAllText(_work["in/broken.png"], "no picture");
        File.WriteAllText(_work["in/notes.txt"], "passed over");
        var ended = (await SubmitAsync("in", "-o", "out")).Exits(1);
        Assert.Contains($"{_work["in/broken.png"]}: FAILED source-unsupported", ended.Error, StringComparison.Ordinal);
        Assert.Equal(["Urlaub 1/Grüße #1_bicubic_x2.png", "a_bicubic_x2.png", "deep/er/c_bicubic_x2.jpg"], ResultsIn("out"));
        Assert.Contains("broken.png: FAILED", (await SubmitAsync("in", "-o", "out")).Exits(1).Error, StringComparison.Ordinal);
        Assert.Single(await JobsAsync());
    }

    [Fact]
    public async Task NewAndChangedImages_BecomeAJobOfTheirOwn()
    {
        _work.Draw("in/a.png", "in/b.png");
        (await SubmitAsync("in", "-o", "out")).Exits(0);
        Picture.Draw(_work["in/b.png"], 20, 10);
        _work.Draw("in/c.png");
        var ended = (await SubmitAsync("in", "-o", "out", "--json")).Exits(0);
        Assert.Equal([_work["in/b.png"], _work["in/c.png"]], ended.Events.Of("uploaded").Select(line => (string)line["file"]!).Order());
        Assert.Equal(2, (int)ended.Events.Of("submitted").Single()["job"]!["counts"]!["total"]!);
        Assert.Equal((40, 20), Picture.SizeOf(_work["out/b_bicubic_x2.png"]));
        Assert.Equal(["a_bicubic_x2.png", "b_bicubic_x2.png", "c_bicubic_x2.png"], ResultsIn("out"));
    }

    [Theory]
    [InlineData("INT", "uploaded")]
    [InlineData("KILL", "uploaded")]
    [InlineData("INT", "submitted")]
    [InlineData("KILL", "submitted")]
    [InlineData("INT", "fetched")]
    [InlineData("KILL", "fetched")]
    public async Task Stopped_SameCommandAgain_GoesOn(string signal, string when)
    {
        const int Images = 60;
        for (var number = 0; number < Images; number++)
            Picture.Draw(_work[$"in/{number:00}.png"], 16, 12 + number);
        var running = Superres.Start(_work.Root, Arguments("in", "-o", "out", "--json"), _work.Variables);
        await LineAsync(running, when);
        using (var kill = Process.Start("kill", ["-s", signal, $"{running.Id}"]))
            await kill.WaitForExitAsync();
        var stopped = await Superres.EndAsync(running);
        Assert.NotEqual(0, stopped.ExitCode);
        if (signal == "INT")
            Assert.Contains("again goes on", stopped.Exits(130).Error, StringComparison.Ordinal);
        var before = ResultsIn("out").Where(name => name.EndsWith(".png", StringComparison.Ordinal)).ToDictionary(name => name, name => File.GetLastWriteTimeUtc(_work[$"out/{name}"]));

        var ended = (await SubmitAsync("in", "-o", "out", "--json")).Exits(0);
        var uploads = ended.Events.Of("uploaded").Count();
        Assert.True(when == "uploaded" ? uploads is > 0 and < Images : uploads == 0, $"{uploads} images were uploaded again.");
        Assert.Single(await JobsAsync());
        Assert.InRange(ended.Events.Of("fetched").Count(), when == "fetched" ? 1 : 0, when == "fetched" ? Images - 1 : Images);
        Assert.Equal(Enumerable.Range(0, Images).Select(number => $"{number:00}_bicubic_x2.png"), ResultsIn("out"));
        for (var number = 0; number < Images; number++)
            Assert.Equal((32, 24 + (2 * number)), Picture.SizeOf(_work[$"out/{number:00}_bicubic_x2.png"]));
        Assert.All(before, one => Assert.True(!ended.Events.Of("fetched").Any(line => ((string)line["file"]!).EndsWith(one.Key, StringComparison.Ordinal)) == (one.Value == File.GetLastWriteTimeUtc(_work[$"out/{one.Key}"]))));
        (await SubmitAsync("in", "-o", "out")).Exits(0).SaysInOneLine("nothing was left to do");
    }

    [Fact]
    public async Task FarmIsKilledMeanwhile_GoesOnWhenItIsBack()
    {
        for (var number = 0; number < 8; number++)
            Picture.Draw(_work[$"in/{number}.png"], 160, 120 + number);
        var running = Superres.Start(_work.Root, Arguments("in", "-o", "out", "--json", "-x"), _work.Variables);
        await LineAsync(running, "submitted");
        await _farm.KillAndStartAgainAsync();
        (await Superres.EndAsync(running)).Exits(0);
        Assert.Equal(Enumerable.Range(0, 8).Select(number => $"{number}_bicubic_x2.png"), ResultsIn("out"));
    }

    [Fact]
    public async Task Addresses_AFolderForTheResults_AreFetchedInto()
    {
        Picture.Draw(_farm.PathOf("s3://photos/x/a.png"));
        Picture.Draw(_farm.PathOf("s3://photos/x/deep/b.png"));
        (await SubmitAsync("--prefix", "s3://photos/x/", "-o", "out")).Exits(0);
        Assert.Equal(["a_bicubic_x2.png", "deep/b_bicubic_x2.png"], ResultsIn("out"));
        (await SubmitAsync("--prefix", "s3://photos/x/", "-o", "out")).Exits(0).SaysInOneLine("nothing was left to do");
        File.WriteAllText(_work["list.csv"], "source\ns3://photos/x/a.png\n");
        (await SubmitAsync("--manifest", "list.csv", "-o", "listed")).Exits(0);
        Assert.Equal(["photos/x/a_bicubic_x2.png"], ResultsIn("listed").Select(name => $"photos/{name}"));
    }

    [Fact]
    public async Task NoWait_SubmitsAndTheSameCommandFetches()
    {
        _work.Draw("a.png");
        var id = (await SubmitAsync("a.png", "-o", "out", "--no-wait")).Exits(0).Out.Split('\n')[^2];
        Assert.True(Guid.TryParse(id, out _));
        Assert.Empty(ResultsIn("out"));
        (await SubmitAsync("a.png", "-o", "out")).Exits(0);
        Assert.Equal(["a_bicubic_x2.png"], ResultsIn("out"));
        Assert.Single(await JobsAsync());
    }

    [Fact]
    public async Task ResultsInTheStore_TheSameCommandAgain_IsTheSameJob()
    {
        _work.Draw("in/a.png");
        (await SubmitAsync("in", "-o", "s3://results/", "--wait")).Exits(0);
        Assert.Equal((32, 24), Picture.SizeOf(_farm.PathOf("s3://results/a_bicubic_x2.png")));
        (await SubmitAsync("in", "-o", "s3://results/", "--wait")).Exits(0).SaysInOneLine("nothing was left to do");
        Assert.Equal($"{(string)Assert.Single(await JobsAsync())["id"]!}\n", (await SubmitAsync("in", "-o", "s3://results/")).Exits(0).Out);
        Assert.Single(_work.FilesIn("state/superres"));
    }

    [Fact]
    public async Task Fetch_AnyJob_GetsItsResults()
    {
        Picture.Draw(_farm.PathOf("s3://photos/a.png"));
        var id = (await SubmitAsync("s3://photos/a.png", "-o", "s3://results/y/", "--watch")).Exits(0).Out.Split('\n')[0];
        (await _work.RunAsync("fetch", id, "-o", "got")).Exits(0);
        Assert.Equal(["y/a_bicubic_x2.png"], ResultsIn("got"));
        Assert.Contains("0 results fetched; 1 of 1", (await _work.RunAsync("fetch", id, "-o", "got")).Exits(0).Out, StringComparison.Ordinal);
        File.WriteAllText(_work["got/y/a_bicubic_x2.png"], "mine");
        File.Delete(_work["got/.superres-farm.jsonl"]);
        Assert.Contains("--overwrite", (await _work.RunAsync("fetch", id, "-o", "got")).Exits(1).Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_work["got/y/a_bicubic_x2.png"]));
        (await _work.RunAsync("fetch", id, "-o", "got", "--overwrite")).Exits(0);
        Assert.Equal((32, 24), Picture.SizeOf(_work["got/y/a_bicubic_x2.png"]));
        (await _work.RunAsync("fetch", Guid.NewGuid().ToString(), "-o", "none")).Exits(2);
        Assert.False(Directory.Exists(_work["none"]));
    }

    [Fact]
    public async Task TwoAtOnce_InOneFolder_AreRefused()
    {
        _work.Draw("a.png");
        Directory.CreateDirectory(_work["out"]);
        using var other = new FileStream(_work["out/.superres-farm.jsonl"], FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        (await SubmitAsync("a.png", "-o", "out")).Exits(2).SaysInOneLine("another superres");
    }

    [Fact]
    public async Task TornState_IsAsGoodAsNoLine()
    {
        _work.Draw("a.png");
        (await SubmitAsync("a.png", "-o", "out")).Exits(0);
        File.AppendAllText(_work["out/.superres-farm.jsonl"], "{\"kind\":\"fetched\",\"jo");
        _work.Draw("b.png");
        (await SubmitAsync("a.png", "b.png", "-o", "out")).Exits(0);
        Assert.Equal(["a_bicubic_x2.png", "b_bicubic_x2.png"], ResultsIn("out"));
    }

    private static string[] Arguments(params string[] rest) => ["submit", .. rest, "-n", "bicubic", "-s", "2"];

    private Task<Ended> SubmitAsync(params string[] rest) => _work.RunAsync(Arguments(rest));

    private async Task<IReadOnlyList<System.Text.Json.Nodes.JsonNode>> JobsAsync() => (await _work.RunAsync("jobs", "--json")).Exits(0).Events.All;

    private string[] ResultsIn(string folder) => [.. _work.FilesIn(folder).Where(name => name != ".superres-farm.jsonl")];

    private static async Task LineAsync(Process process, string kind)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            if (line.StartsWith($"{{\"event\":\"{kind}\"", StringComparison.Ordinal))
                return;
        Assert.Fail("The program ended before: " + await process.StandardError.ReadToEndAsync(patience.Token));
    }
}
