using System.Diagnostics;
using System.Text.Json.Nodes;
using SuperResFarm.Contracts.Http;
using static SuperResFarm.EndToEndTests.Harness.FakeFarm;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>Images are handed to a farm.</summary>
public sealed class SubmitTests : IAsyncLifetime, IDisposable
{
    private readonly Workplace _work = new();
    private FakeFarm _farm = null!;

    public async Task InitializeAsync()
    {
        _farm = (await StartAsync()).On("POST /v1/jobs", Json(Job(2, state: "accepted"), 202));
        _work.Variables["SUPERRES_FARM"] = _farm.Url;
    }

    public async Task DisposeAsync() => await _farm.DisposeAsync();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Submit_Images_SendsThemAndPrintsTheIdAlone()
    {
        var ended = (await _work.RunAsync("submit", "s3://in/a.jpg", "s3://in/b c.jpg", "-o", "s3://out/", "-n", "compact", "-s", "2.5", "--priority", "bulk")).Exits(0);
        Assert.Equal($"{JobId}\n", ended.Out);
        Assert.Empty(ended.Error);
        var asked = Assert.Single(_farm.Requests);
        Assert.StartsWith("application/json", asked.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.True(Guid.TryParse(asked.Headers["Idempotency-Key"], out _));
        Same("""
            {"items":[{"source":"s3://in/a.jpg"},{"source":"s3://in/b c.jpg"}],"output":"s3://out/",
             "parameters":{"model":"compact","outScale":2.5,"eightOrientations":false,"quality":95,"strip":false,"overwrite":false},
             "priority":"bulk","attempts":3}
            """, asked.Body);
    }

    [Fact]
    public async Task Submit_Labels_AreSent()
    {
        (await _work.RunAsync("submit", "s3://in/a.jpg", "-o", "s3://out/", "--label", "project=old maps", "--label", "shelf=a=b")).Exits(0);
        Same("""{"project":"old maps","shelf":"a=b"}""", JsonNode.Parse(Assert.Single(_farm.Requests).Body)!["labels"]!.ToJsonString());
    }

    [Fact]
    public async Task Submit_WithLimits_SendsThem()
    {
        (await _work.RunAsync("submit", "s3://in/a.jpg", "-o", "s3://out/", "--deadline", "2h", "--budget-megapixels", "500", "--budget-device-seconds", "60.5", "--budget-cost", "2")).Exits(0);
        var body = JsonNode.Parse(Assert.Single(_farm.Requests).Body)!;
        Assert.Equal("{\"megapixels\":500,\"deviceSeconds\":60.5,\"cost\":2}", body["budget"]!.ToJsonString());
        Assert.Equal(TimeProvider.System.GetUtcNow().AddHours(2), (DateTimeOffset)body["deadline"]!, TimeSpan.FromMinutes(1));
        (await _work.RunAsync("submit", "s3://in/a.jpg", "-o", "s3://out/", "--deadline", "yesterday", "--budget-cost", "-1")).Exits(2);
        Assert.Single(_farm.Requests);
    }

    [Fact]
    public async Task Submit_AfterABrokenConnection_SendsTheSameAgainUnderTheSameKey()
    {
        _farm.On("POST /v1/jobs", Break, Problem(503, "The database is away.", "1"), Json(Job(1), 202));
        var ended = (await _work.RunAsync("submit", "s3://in/a.jpg", "-o", "s3://out/")).Exits(0);
        Assert.Equal($"{JobId}\n", ended.Out);
        ended.SaysInOneLine("does not answer", "30 s");
        Assert.Equal(3, _farm.Requests.Count);
        Assert.Single(_farm.Requests.Select(asked => (asked.Headers["Idempotency-Key"], asked.Body)).Distinct());
    }

    [Fact]
    public async Task Submit_KeyOfOnesOwn_IsSent()
    {
        (await _work.RunAsync("submit", "s3://in/a.jpg", "--idempotency-key", "order-17")).Exits(0);
        Assert.Equal("order-17", _farm.Requests.Single().Headers["Idempotency-Key"]);
    }

    [Theory]
    [InlineData("list.csv", null, "text/csv")]
    [InlineData("list.jsonl", null, "application/x-ndjson")]
    [InlineData("list", "csv", "text/csv")]
    public async Task Submit_LocalList_IsTheBodyAndTheRestIsInTheQuery(string name, string? format, string mediaType)
    {
        const string List = "source\ns3://in/ä.jpg\n";
        File.WriteAllText(_work[name], List);
        (await _work.RunAsync(["submit", "--manifest", name, "-o", "s3://out/", .. format is null ? Array.Empty<string>() : ["--manifest-format", format]])).Exits(0);
        var asked = Assert.Single(_farm.Requests);
        Assert.Equal(mediaType, asked.Headers["Content-Type"]);
        Assert.Equal(List, asked.Body);
        var request = JsonNode.Parse(asked.Query["request"]!)!;
        Assert.Equal("s3://out/", (string?)request["output"]);
        Assert.Equal("superres-compact-x4", (string?)request["parameters"]!["model"]);
        Assert.All(["items", "manifest", "prefix"], member => Assert.Null(request[member]));
    }

    [Fact]
    public async Task Submit_LargeListRefusedOnce_IsSentAgainWhole()
    {
        var list = string.Concat(Enumerable.Range(0, 100_000).Select(n => $"{{\"source\":\"s3://in/{n}.jpg\"}}\n"));
        File.WriteAllText(_work["list.jsonl"], list);
        _farm.On("POST /v1/jobs", Break, Json(Job(100_000), 202));
        (await _work.RunAsync("submit", "--manifest", "list.jsonl", "-o", "s3://out/")).Exits(0);
        Assert.Equal(2, _farm.Requests.Count);
        Assert.All(_farm.Requests, asked => Assert.Equal(list, asked.Body));
    }

    [Fact]
    public async Task Submit_ListOnAPipe_CanBeSentAgainToo()
    {
        File.WriteAllText(_work["list.csv"], "source\ns3://in/a.jpg\n");
        _farm.On("POST /v1/jobs", Problem(503, "Busy.", "0"), Json(Job(1), 202));
        var ended = await Superres.EndAsync(Superres.Start(
            _work.Root, "bash", ["-c", $"cat list.csv | dotnet '{Superres.Dll}' submit --manifest - --manifest-format csv -o s3://out/"], _work.Variables));
        Assert.Equal($"{JobId}\n", ended.Exits(0).Out);
        Assert.Equal(["source\ns3://in/a.jpg\n", "source\ns3://in/a.jpg\n"], _farm.Requests.Select(asked => asked.Body));
    }

    [Fact]
    public async Task Submit_ListInTheStore_IsNamed()
    {
        (await _work.RunAsync("submit", "--manifest", "s3://in/list.jsonl", "--manifest-format", "jsonl")).Exits(0);
        Assert.Equal("""{"uri":"s3://in/list.jsonl","format":"jsonl"}""", JsonNode.Parse(_farm.Requests.Single().Body)!["manifest"]!.ToJsonString());
    }

    [Fact]
    public async Task Submit_Prefix_IsSentWithItsGlobs()
    {
        (await _work.RunAsync("submit", "--prefix", "s3://in/x/", "--include", "**/*.jpg", "--include", "*.png", "--exclude", "old/*", "--no-recursive", "-o", "s3://out/")).Exits(0);
        Same("""{"uri":"s3://in/x/","recursive":false,"include":["**/*.jpg","*.png"],"exclude":["old/*"]}""", JsonNode.Parse(_farm.Requests.Single().Body)!["prefix"]!.ToJsonString());
    }

    [Fact]
    public async Task Submit_Json_PrintsTheJob()
    {
        var line = Assert.Single((await _work.RunAsync("submit", "s3://in/a.jpg", "--json")).Exits(0).Events.All);
        Assert.Equal((JobId.ToString(), "accepted", 2), ((string)line["id"]!, (string)line["state"]!, (int)line["counts"]!["total"]!));
    }

    [Fact]
    public async Task Submit_Refused_ShowsEachMistakeByItsOption()
    {
        _farm.On("POST /v1/jobs", Problem(
            422, "The request has 3 mistakes.", null, new("/parameters/model", "is not known here"), new("/items/1/source", "is no address"), new("/output", "is missing")));
        var ended = (await _work.RunAsync("submit", "s3://in/a.jpg", "s3://b", "-n", "nobody")).Exits(2);
        Assert.Equal("superres: The request has 3 mistakes.\n  --model-name: is not known here\n  image 2: is no address\n  --output: is missing\n", ended.Error);
        Assert.Empty(ended.Out);
        Assert.Single(_farm.Requests);
    }

    [Fact]
    public async Task Submit_RefusedForOneMistake_IsToldOnce()
    {
        _farm.On("POST /v1/jobs", Problem(422, "/parameters/model: no such model.", null, new MistakeBody("/parameters/model", "no such model.")));
        Assert.Equal("superres: --model-name: no such model.\n", (await _work.RunAsync("submit", "s3://in/a.jpg", "-n", "nobody")).Exits(2).Error);
    }

    [Theory]
    [InlineData("exactly one", "submit")]
    [InlineData("exactly one", "submit", "s3://in/a.jpg", "--prefix", "s3://in/")]
    [InlineData("--prefix too", "submit", "s3://in/a.jpg", "--no-recursive")]
    [InlineData("--manifest too", "submit", "s3://in/a.jpg", "--manifest-format", "csv")]
    [InlineData("--size", "submit", "s3://in/a.jpg", "--size", "12")]
    [InlineData("--outscale", "submit", "s3://in/a.jpg", "-s", "99")]
    [InlineData("--attempts", "submit", "s3://in/a.jpg", "--attempts", "0")]
    [InlineData("--idempotency-key", "submit", "s3://in/a.jpg", "--idempotency-key", "a\nb")]
    [InlineData("no list 'nowhere.csv'", "submit", "--manifest", "nowhere.csv")]
    [InlineData("--model-name", "submit", "s3://in/a.jpg", "-n", "../x")]
    public async Task Submit_WrongUse_IsToldWithoutAskingTheFarm(string part, params string[] arguments)
    {
        Assert.Contains(part, (await _work.RunAsync(arguments)).Exits(2).Error, StringComparison.Ordinal);
        Assert.Empty(_farm.Requests);
    }

    [Fact]
    public async Task Submit_NobodyKnowsWhetherItArrived_TellsTheKeyThatFindsOut()
    {
        _farm.On("POST /v1/jobs", Break);
        var ended = (await _work.RunAsync("submit", "s3://in/a.jpg", "--patience", "0")).Exits(3);
        Assert.Contains($"--idempotency-key {_farm.Requests.Single().Headers["Idempotency-Key"]}", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_Interrupted_TellsTheKeyThatFindsOut()
    {
        var came = new TaskCompletionSource();
        _farm.On("POST /v1/jobs", async context =>
        {
            came.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var running = Superres.Start(_work.Root, ["submit", "s3://in/a.jpg"], _work.Variables);
        await came.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using (var kill = Process.Start("kill", ["-s", "INT", $"{running.Id}"]))
            await kill.WaitForExitAsync();
        Assert.Contains("--idempotency-key ", (await Superres.EndAsync(running)).Exits(130).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_Watch_PrintsTheIdAndWatches()
    {
        _farm.On($"GET /v1/jobs/{JobId}", Json(Job(2)));
        _farm.On($"GET /v1/jobs/{JobId}/events", Events(Event("progress", 1, Job(2, succeeded: 1)), Event("end", 2, Job(2, succeeded: 2))));
        var ended = (await _work.RunAsync("submit", "s3://in/a.jpg", "s3://in/b.jpg", "--watch")).Exits(0);
        Assert.StartsWith($"{JobId}\n0/2 items", ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WatchWithJson_TellsEvents()
    {
        _farm.On($"GET /v1/jobs/{JobId}", Json(Job(2)));
        _farm.On($"GET /v1/jobs/{JobId}/events", Events(Event("end", 2, Job(2, succeeded: 2))));
        var ended = (await _work.RunAsync("submit", "s3://in/a.jpg", "s3://in/b.jpg", "--watch", "--json")).Exits(0);
        Assert.Equal(["submitted", "progress", "end"], ended.Events.All.Select(line => (string)line["event"]!));
    }

    private static void Same(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"Expected {expected}, got {actual}");
}
