using SuperResFarm.Contracts.Http;
using static SuperResFarm.EndToEndTests.Harness.FakeFarm;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>Jobs are listed, cancelled and done again.</summary>
public sealed class JobsTests : IAsyncLifetime, IDisposable
{
    private readonly Workplace _work = new();
    private FakeFarm _farm = null!;

    public async Task InitializeAsync()
    {
        _farm = await StartAsync();
        _work.Variables["SUPERRES_FARM"] = _farm.Url;
    }

    public async Task DisposeAsync() => await _farm.DisposeAsync();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Jobs_ListsTheNewestInColumns()
    {
        _farm.On("GET /v1/jobs", Json(new Page<JobBody>([Job(12, succeeded: 3, failed: 1, running: 2)], "more")));
        var rows = (await _work.RunAsync("jobs", "--limit", "1")).Exits(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"^id\s+state\s+priority\s+items\s+succeeded\s+failed\s+running\s+age$", rows[0]);
        Assert.Matches($@"^{JobId}\s+running\s+bulk\s+12\s+3\s+1\s+2\s+\d+ d$", rows[1]);
        Assert.Equal("1", Assert.Single(_farm.Requests).Query["limit"]);
    }

    [Fact]
    public async Task Jobs_None_ShowsTheHeadAlone()
    {
        _farm.On("GET /v1/jobs", Json(new Page<JobBody>([])));
        Assert.StartsWith("id  state", (await _work.RunAsync("jobs")).Exits(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_Id_ShowsTheJobWithItsOptions()
    {
        _farm.On($"GET /v1/jobs/{JobId}", Json(Job(3, succeeded: 3)));
        var text = (await _work.RunAsync("jobs", $"{JobId}")).Exits(0).Out;
        Assert.Matches(@"state\s+│ completed", text);
        Assert.Matches(@"options\s+│ -n compact -s 2\.5 --quality 80", text);
    }

    [Fact]
    public async Task Jobs_IdOfALimitedJob_ShowsTheLimitsAndWhatWasSpent()
    {
        _farm.On($"GET /v1/jobs/{JobId}", Json(Job(3, succeeded: 1, failed: 2) with
        {
            Budget = new BudgetBody(Megapixels: 500, Cost: 2.5),
            Spent = new SpentBody(500.5, 12.25, 0.1),
            StoppedBecause = "budget-spent",
        }));
        var text = (await _work.RunAsync("jobs", $"{JobId}")).Exits(0).Out;
        Assert.Matches(@"budget\s+│ 500 megapixels, 2\.5 cost", text);
        Assert.Matches(@"spent\s+│ 500\.5 megapixels, 12\.25 device seconds, 0\.1 cost", text);
        Assert.Matches(@"stopped\s+│ budget-spent", text);
    }

    [Fact]
    public async Task Jobs_IdOfAJobWhosePrefixIsListed_ShowsHowFarAndReturnsOneWhenItIsIncomplete()
    {
        _farm.On($"GET /v1/jobs/{JobId}", Json(Job(3) with { Crawl = new CrawlBody(3, 2, false) { Waiting = "The quota is full." } }), Json(Job(3) with { Crawl = new CrawlBody(3, 2, true) { Error = "The bucket is gone." } }));
        var text = (await _work.RunAsync("jobs", $"{JobId}")).Exits(0).Out;
        Assert.Matches(@"prefix\s+│ 3 images found, 2 objects passed over, more to be listed", text);
        Assert.Matches(@"waiting\s+│ The quota is full\.", text);
        (await _work.RunAsync("jobs", $"{JobId}")).Exits(1).SaysInOneLine("Not the whole prefix was listed", "The bucket is gone.");
    }

    [Fact]
    public async Task Retry_WithLimits_SendsThemAndWithoutNoBody()
    {
        _farm.On($"POST /v1/jobs/{JobId}/retry", Json(new ChangedBody(2)));
        (await _work.RunAsync("retry", $"{JobId}", "--deadline", "2030-01-31T18:00:00Z", "--budget-megapixels", "1000")).Exits(0);
        (await _work.RunAsync("retry", $"{JobId}")).Exits(0);
        Assert.Equal(["{\"deadline\":\"2030-01-31T18:00:00+00:00\",\"budget\":{\"megapixels\":1000}}", ""], _farm.Requests.Select(asked => asked.Body));
        (await _work.RunAsync("retry", $"{JobId}", "--budget-cost", "0")).Exits(2).SaysInOneLine("--budget-cost");
    }

    [Fact]
    public async Task JobsItems_SeveralPages_AreAllListed()
    {
        _farm.On(
            $"GET /v1/jobs/{JobId}/items",
            Json(new Page<ItemBody>([Item(0, "source-corrupt"), Item(1, "source-missing")], "to+be/continued=")),
            Json(new Page<ItemBody>([Item(2, "timed-out")])));
        var ended = (await _work.RunAsync("jobs", $"{JobId}", "--items", "--status", "failed")).Exits(0);
        Assert.Equal(["[0] s3://in/0.png: FAILED source-corrupt: It is not good.", "[1]", "[2]"], ended.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, at) => at == 0 ? line : line[..3]));
        Assert.Equal([("failed", ""), ("failed", "to+be/continued=")], _farm.Requests.Select(asked => (asked.Query["status"].ToString(), asked.Query["cursor"].ToString())));
    }

    [Fact]
    public async Task Jobs_Filters_AreAskedFor()
    {
        _farm.On("GET /v1/jobs", Json(new Page<JobBody>([Job(1) with { Labels = new Dictionary<string, string> { ["project"] = "old maps" } }])));
        (await _work.RunAsync("jobs", "--state", "running", "--priority", "bulk", "--label", "project=old maps", "--label", "note=", "--created-after", "2026-01-02T03:04:05Z", "--created-before", "2026-02-01T00:00:00+01:00")).Exits(0);
        var query = Assert.Single(_farm.Requests).Query;
        Assert.Equal(("running", "bulk"), (query["state"].ToString(), query["priority"].ToString()));
        Assert.Equal(["project:old maps", "note:"], query["label"].Select(label => label ?? ""));
        Assert.Equal(("2026-01-02T03:04:05.0000000Z", "2026-01-31T23:00:00.0000000Z"), (query["createdAfter"].ToString(), query["createdBefore"].ToString()));
        _farm.On($"GET /v1/jobs/{JobId}", Json(Job(1) with { Labels = new Dictionary<string, string> { ["project"] = "old maps" } }));
        Assert.Matches(@"labels\s+│ project=old maps", (await _work.RunAsync("jobs", $"{JobId}")).Exits(0).Out);
        _farm.On($"GET /v1/jobs/{JobId}/items", Json(new Page<ItemBody>([Item(0, "timed-out")])));
        (await _work.RunAsync("jobs", $"{JobId}", "--items", "--error-code", "timed-out", "--source", "s3://in/a&b")).Exits(0);
        Assert.Equal(("timed-out", "s3://in/a&b"), (_farm.Requests[^1].Query["errorCode"].ToString(), _farm.Requests[^1].Query["source"].ToString()));
    }

    [Fact]
    public async Task JobsItems_Json_IsOneLineForEach()
    {
        _farm.On($"GET /v1/jobs/{JobId}/items", Json(new Page<ItemBody>([Item(0), Item(1, "timed-out")])));
        var lines = (await _work.RunAsync("jobs", $"{JobId}", "--items", "--json")).Exits(0).Events.All;
        Assert.Equal(["succeeded", "failed"], lines.Select(line => (string)line["state"]!));
        Assert.Equal("timed-out", (string)lines[1]["error"]!["code"]!);
    }

    [Fact]
    public async Task JobsItems_TextThatSteersTerminals_IsDefused()
    {
        _farm.On($"GET /v1/jobs/{JobId}/items", Json(new Page<ItemBody>([Item(0, "x") with { Source = "s3://in/\u001b[2Jcleared\n.png" }])));
        Assert.DoesNotContain('\u001b', (await _work.RunAsync("jobs", $"{JobId}", "--items")).Exits(0).Out);
    }

    [Theory]
    [InlineData("--items", "jobs", "--items")]
    [InlineData("--items too", "jobs", "0198c0de-0000-7000-8000-000000000001", "--status", "failed")]
    [InlineData("--items too", "jobs", "0198c0de-0000-7000-8000-000000000001", "--source", "s3://in/")]
    [InlineData("or the ID", "jobs", "0198c0de-0000-7000-8000-000000000001", "--label", "a=b")]
    [InlineData("give NAME=VALUE", "jobs", "--label", "project")]
    [InlineData("beginning with a letter", "jobs", "--label", "Project=x")]
    [InlineData("is given twice", "submit", "s3://in/a.jpg", "--label", "a=b", "--label", "a=c")]
    [InlineData("no id of a job", "delete", "seven", "--yes")]
    [InlineData("'superres delete --help'", "delete")]
    [InlineData("give --output too", "submit", "s3://in/a.jpg", "--output-template", "{stem}.{ext}")]
    [InlineData("is no time", "jobs", "--created-after", "noon-ish")]
    [InlineData("no id of a job", "jobs", "seven")]
    [InlineData("--limit 0", "jobs", "--limit", "0")]
    [InlineData("no id of a job", "cancel", "seven")]
    [InlineData("'superres watch --help'", "watch")]
    [InlineData("'lost'", "jobs", "0198c0de-0000-7000-8000-000000000001", "--items", "--status", "lost")]
    public async Task WrongUse_IsToldWithoutAskingTheFarm(string part, params string[] arguments)
    {
        Assert.Contains(part, (await _work.RunAsync(arguments)).Exits(2).Error, StringComparison.Ordinal);
        Assert.Empty(_farm.Requests);
    }

    [Theory]
    [InlineData(0, "Nothing was left to cancel.\n")]
    [InlineData(1, "1 item cancelled.\n")]
    [InlineData(7, "7 items cancelled.\n")]
    public async Task Cancel_SaysHowMany(int items, string text)
    {
        _farm.On($"POST /v1/jobs/{JobId}/cancel", Json(new ChangedBody(items)));
        Assert.Equal(text, (await _work.RunAsync("cancel", $"{JobId}")).Exits(0).Out);
    }

    [Fact]
    public async Task Retry_Watch_GoesOnUntilTheEnd()
    {
        _farm.On($"POST /v1/jobs/{JobId}/retry", Json(new ChangedBody(2)));
        _farm.On($"GET /v1/jobs/{JobId}", Json(Job(2)));
        _farm.On($"GET /v1/jobs/{JobId}/events", Events(Event("end", 9, Job(2, succeeded: 2))));
        Assert.StartsWith("2 items will be done again.\n", (await _work.RunAsync("retry", $"{JobId}", "--watch")).Exits(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_Json_PrintsTheAnswer()
    {
        _farm.On($"POST /v1/jobs/{JobId}/retry", Json(new ChangedBody(0)));
        Assert.Equal("{\"items\":0}\n", (await _work.RunAsync("retry", $"{JobId}", "--json")).Exits(0).Out);
    }

    [Fact]
    public async Task Delete_Yes_DeletesEachAndGoesOnAfterOneThatCannotBe()
    {
        var other = Guid.Parse("0198c0de-0000-7000-8000-000000000002");
        _farm.On($"DELETE /v1/jobs/{other}", Text(204, "text/plain", ""));
        _farm.On($"DELETE /v1/jobs/{JobId}", context =>
        {
            context.Response.StatusCode = 409;
            return Microsoft.AspNetCore.Http.HttpResponseJsonExtensions.WriteAsJsonAsync(context.Response, new ProblemBody { Status = 409, Code = "wrong-state", Detail = "It has not ended." }, FarmJson.Options, ProblemBody.MediaType);
        });
        var ended = (await _work.RunAsync("delete", $"{JobId}", $"{other}", "--results", "--yes")).Exits(2);
        Assert.Equal($"Job {other} is deleted; its results are being deleted.\n", ended.Out);
        ended.SaysInOneLine("It has not ended.");
        Assert.All(_farm.Requests, asked => Assert.Equal("true", asked.Query["results"]));
        Assert.Equal($"{{\"deleted\":\"{other}\"}}\n", (await _work.RunAsync("delete", $"{other}", "--yes", "--json")).Exits(0).Out);
        Assert.False(_farm.Requests[^1].Query.ContainsKey("results"));
    }
}
