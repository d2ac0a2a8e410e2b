using System.Diagnostics;
using SuperResFarm.Contracts.Http;
using static SuperResFarm.EndToEndTests.Harness.FakeFarm;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>Somebody watches a job.</summary>
public sealed class WatchTests : IAsyncLifetime, IDisposable
{
    private static readonly string _events = $"GET /v1/jobs/{JobId}/events";

    private readonly Workplace _work = new();
    private FakeFarm _farm = null!;

    public async Task InitializeAsync()
    {
        _farm = (await StartAsync()).On($"GET /v1/jobs/{JobId}", Json(Job(5)));
        _work.Variables["SUPERRES_FARM"] = _farm.Url;
    }

    public async Task DisposeAsync() => await _farm.DisposeAsync();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Watch_AllSucceed_SaysHowItGoesAndReturnsZero()
    {
        _farm.On(_events, Events(
            ": hello\n\n", Event("progress", 1, Job(3, succeeded: 1, running: 1)), Event("item", 2, Item(0)), Event("item", 3, Item(1)), Event("item", 4, Item(2)), Event("end", 5, Job(3, succeeded: 3))));
        var ended = (await WatchAsync()).Exits(0);
        Assert.StartsWith("0/5 items  waiting\n", ended.Out, StringComparison.Ordinal);
        Assert.Matches(@"│\s+3 │\s+3 │\s+0 │\s+0 │\s+10\.0 │", ended.Out);
        Assert.Empty(ended.Error);
        Assert.Equal("true", _farm.Requests[^1].Query["items"]);
        Assert.DoesNotContain("s3://in/0.png", ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_SomeFail_NamesThemAndReturnsOne()
    {
        _farm.On(_events, Events(Event("item", 1, Item(0)), Event("item", 2, Item(1, "source-corrupt")), Event("end", 3, Job(2, succeeded: 1, failed: 1))));
        var ended = (await WatchAsync("-v")).Exits(1);
        Assert.Contains("[0] s3://in/0.png: 20x15 -> 40x30 in 1.50 s, s3://out/0.png", ended.Out, StringComparison.Ordinal);
        Assert.Contains("[1] s3://in/1.png: FAILED source-corrupt: It is not good.", ended.Error, StringComparison.Ordinal);
        Assert.Contains($"superres retry {JobId}'", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_Cancelled_ReturnsOne()
    {
        _farm.On(_events, Events(Event("end", 1, Job(2, succeeded: 1, cancelled: 1, state: "cancelled"))));
        (await WatchAsync()).Exits(1);
    }

    [Fact]
    public async Task Watch_StoppedEarly_SaysWhyInASentenceAndReturnsOne()
    {
        _farm.On(_events, Events(Event("end", 1, Job(3, succeeded: 1, failed: 2) with { StoppedBecause = "budget-spent" })));
        (await WatchAsync()).Exits(1).SaysInOneLine("stopped early because its budget was spent", "larger");
        _farm.On(_events, Events(Event("end", 1, Job(3, succeeded: 1, failed: 2) with { StoppedBecause = "deadline-passed" })));
        (await WatchAsync()).Exits(1).SaysInOneLine("stopped early because its deadline had passed", "later");
    }

    [Fact]
    public async Task Watch_PrefixNotListedToItsEnd_SaysWhyAndReturnsOne()
    {
        _farm.On(_events, Events(
            Event("progress", 1, Job(3, succeeded: 1) with { Crawl = new CrawlBody(3, 0, false) }),
            Event("end", 2, Job(4, succeeded: 4) with { Crawl = new CrawlBody(4, 1, true) { Error = "There is no bucket 'gone'." } })));
        (await WatchAsync()).Exits(1).SaysInOneLine("Not the whole prefix was listed", "no bucket 'gone'");
    }

    [Fact]
    public async Task Watch_ConnectionBreaks_GoesOnAfterTheLastEventAndSaysSoOnce()
    {
        var farm = Resumed(
            2, Event("progress", 1, Job(4)), Event("item", 2, Item(0)), Event("item", 3, Item(1)), Event("item", 4, Item(2)), Event("item", 5, Item(3)),
            Event("end", 6, Job(4, succeeded: 4)));
        _farm.On(_events, farm, Problem(503, "Starting.", "1"), farm, Break, Events(": ended without an end\n\n"), farm);
        var ended = (await WatchAsync("--json")).Exits(0);
        Assert.Equal(["progress", "progress", "item", "item", "item", "item", "end"], ended.Events.All.Select(line => (string)line["event"]!));
        Assert.Equal([0, 1, 2, 3], ended.Events.Of("item").Select(line => (int)line["item"]!["number"]!));
        ended.SaysInOneLine("connection to the farm broke", "the job goes on");
        Assert.True(_farm.Requests.Count >= 7, $"{_farm.Requests.Count} connections");
    }

    [Fact]
    public async Task Watch_ConnectionBreaksForGood_GivesUp()
    {
        _farm.On(_events, Events(Event("progress", 1, Job(4)), null), Break);
        var ended = (await WatchAsync("--patience", "2")).Exits(3);
        Assert.Contains("No farm answers", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_ConnectionsThatBringNothing_EndInTheEnd()
    {
        _farm.On(_events, Events(Event("progress", 1, Job(4)), null), Events(": hello\n\n"));
        var ended = (await WatchAsync("--patience", "2")).Exits(3);
        Assert.Contains("the farm closed it", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_Interrupted_LeavesTheJobAndSaysHowToWatchAgain()
    {
        var open = new TaskCompletionSource();
        _farm.On(_events, async context =>
        {
            await Events(Event("progress", 1, Job(4, running: 1)))(context);
            open.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var running = Superres.Start(_work.Root, ["watch", $"{JobId}", "--farm", _farm.Url]);
        Assert.Equal("0/5 items  waiting", await running.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));
        await open.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using (var kill = Process.Start("kill", ["-s", "INT", $"{running.Id}"]))
            await kill.WaitForExitAsync();
        (await Superres.EndAsync(running)).Exits(130).SaysInOneLine("job goes on", $"superres watch {JobId} --farm {_farm.Url}", "superres cancel");
        Assert.All(_farm.Requests, asked => Assert.Equal("GET", asked.Method));
    }

    [Fact]
    public async Task Watch_NothingLeftToTell_AsksHowItEnded()
    {
        _farm.On($"GET /v1/jobs/{JobId}", Json(Job(2)), Json(Job(2, succeeded: 2)));
        _farm.On(_events, Events(Event("progress", 1, Job(2)), null), context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        (await WatchAsync()).Exits(0);
    }

    [Fact]
    public async Task Watch_UnknownKindsAndMembers_ArePassedOver()
    {
        _farm.On(_events, Events(
            "event: weather\ndata: sunny\n\n", "event: progress\ndata: {\"colour\":\"blue\"," + Event("", 0, Job(1)).Split("data: {")[1], Event("end", 2, Job(1, succeeded: 1))));
        (await WatchAsync()).Exits(0);
    }

    [Theory]
    [InlineData("event: progress\ndata: {}\n\n")]
    [InlineData("event: end\ndata: <html>\n\n")]
    [InlineData("event: item\ndata: null\n\n")]
    public async Task Watch_EventsThatNoFarmSends_AreToldSo(string text)
    {
        _farm.On(_events, Events(text));
        (await WatchAsync()).Exits(3).SaysInOneLine("not as a farm does", "events");
    }

    [Fact]
    public async Task Watch_UnknownJob_IsWrongUse()
    {
        _farm.On($"GET /v1/jobs/{JobId}", Problem(404, "There is no such job."));
        (await WatchAsync()).Exits(2).SaysInOneLine("There is no such job.");
    }

    [TerminalFact]
    public async Task Watch_OnATerminal_ShowsABarAndTheSummary()
    {
        _farm.On(_events, Events(
            Event("progress", 1, Job(4, running: 2)), Event("item", 2, Item(1, "source-corrupt")), Event("progress", 3, Job(4, succeeded: 2, failed: 1, running: 1)), Event("end", 4, Job(4, succeeded: 3, failed: 1))));
        var ended = (await Superres.EndAsync(Superres.Start(
            _work.Root, TerminalFactAttribute.Script, ["-qec", $"dotnet '{Superres.Dll}' watch {JobId}", "/dev/null"], _work.Variables))).Exits(1);
        Assert.Contains("[1] s3://in/1.png: FAILED source-corrupt", ended.Out, StringComparison.Ordinal);
        Assert.Contains("3/4 items  1 failed  1 running", ended.Out, StringComparison.Ordinal);
        Assert.Matches(@"│\s+4 │\s+3 │\s+1 │\s+0 │", ended.Out);
    }

    private Task<Ended> WatchAsync(params string[] options) => _work.RunAsync(["watch", $"{JobId}", .. options]);
}
