using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SuperResFarm.Contracts.Http;
using Xunit.Abstractions;
using static SuperResFarm.EndToEndTests.Harness.FakeFarm;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>What a submission would take, and when a job will end.</summary>
public sealed class EstimateTests(ITestOutputHelper output) : IDisposable
{
    private const int Images = 120;

    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Estimate_ShowsWhatTheFarmSays_AndSendsWhatSubmitWould()
    {
        await using var farm = (await StartAsync()).On("POST /v1/estimates", Json(Estimate()));
        var ended = (await _work.RunAsync("estimate", "s3://in/a.jpg", "-o", "s3://out/", "-n", "compact", "--priority", "bulk", "--farm", farm.Url)).Exits(0);
        Assert.Matches(@"items\s+│ 100 ", ended.Out);
        Assert.Matches(@"source-corrupt\s+│ 2 \(5 %\)", ended.Out);
        Assert.Matches(@"megapixels in\s+│ 120 \(100 to 140\)", ended.Out);
        Assert.Matches(@"device seconds\s+│ 84\.5 \(70\.0 to 99\.0\)", ended.Out);
        Assert.Matches(@"cost\s+│ not known", ended.Out);
        Assert.Contains("No price is known.", ended.Error, StringComparison.Ordinal);
        var asked = Assert.Single(farm.Requests);
        Assert.Equal(("POST", "/v1/estimates"), (asked.Method, asked.Path));
        Assert.Equal(("s3://in/a.jpg", "bulk"), ((string?)JsonNode.Parse(asked.Body)!["items"]![0]!["source"], (string?)JsonNode.Parse(asked.Body)!["priority"]));

        var line = Assert.Single((await _work.RunAsync("estimate", "s3://in/a.jpg", "-o", "s3://out/", "--farm", farm.Url, "--json")).Exits(0).Events.All);
        Assert.Equal((100, 84.5), ((int)line["items"]!, (double)line["deviceSeconds"]!["value"]!));
    }

    [Fact]
    public async Task Estimate_OfALocalList_SendsIt()
    {
        await using var farm = (await StartAsync()).On("POST /v1/estimates", Json(Estimate()));
        File.WriteAllText(_work["list.csv"], "source\ns3://in/a.jpg\n");
        (await _work.RunAsync("estimate", "--manifest", "list.csv", "-o", "s3://out/", "--farm", farm.Url)).Exits(0);
        Assert.Equal("source\ns3://in/a.jpg\n", farm.Requests.Single().Body);
        Assert.Equal("s3://out/", (string?)JsonNode.Parse(farm.Requests.Single().Query["request"]!)!["output"]);
    }

    [Fact]
    public async Task Jobs_OfAJobThatRuns_ShowsWhenItWillEnd()
    {
        var now = DateTimeOffset.UnixEpoch;
        var job = Job(10, succeeded: 2) with { Eta = new(new(50, 45, 55), new(40, 35, 45)) { Expected = now, Earliest = now, Latest = now } };
        await using var farm = (await StartAsync()).On($"GET /v1/jobs/{JobId}", Json(job));
        var shown = (await _work.RunAsync("jobs", $"{JobId}", "--farm", farm.Url)).Exits(0).Out;
        Assert.Matches(@"expected\s+│ (1970-01-01|1969-12-31) ", shown);
        Assert.Matches(@"device seconds\s+│ 50\.0 \(45\.0 to 55\.0\)", shown);
        Assert.Matches(@"of them left\s+│ 40\.0 \(35\.0 to 45\.0\)", shown);
    }

    /// <summary>The whole way with a real network: headers, survey, device seconds of a worker, ledger, and what the job says of itself.</summary>
    [Fact]
    public async Task Job_OfMixedImages_KnowsItsDeviceSecondsAfterATenth()
    {
        await using var farm = await RealFarm.StartAsync(_work);
        _work.Variables["SUPERRES_FARM"] = farm.Url;
        var random = new Random(20);
        var sizes = Enumerable.Range(0, Images).Select(at => (Width: 32 + 224 * at / (Images - 1), Height: 32 + 160 * at / (Images - 1))).ToArray();
        random.Shuffle(sizes);
        foreach (var (at, (width, height)) in sizes.Index())
            Picture.Draw(farm.PathOf($"s3://photos/{at:000}.png"), width, height);
        // The first images after a start also pay for warming up; nobody's job should be judged by them.
        Picture.Draw(farm.PathOf("s3://warm/a.png"), 200, 150);
        (await _work.RunAsync("submit", "--prefix", "s3://warm/", "-o", "s3://results/warm/", "-n", "superres-fast-x4", "--watch")).Exits(0);

        using var http = new HttpClient { BaseAddress = new Uri(farm.Url) };
        string[] photos = ["--prefix", "s3://photos/", "-o", "s3://results/", "-n", "superres-fast-x4", "--json"];
        var before = JsonNode.Parse((await _work.RunAsync(["estimate", .. photos])).Exits(0).Out)!;
        Assert.Equal(Math.Round(sizes.Sum(size => size.Width * size.Height / 1e6), 4), (double)before["megapixelsIn"]!["value"]!, 3);
        var id = (string)(await _work.RunAsync(["submit", .. photos])).Exits(0).Events.All.Single()["id"]!;
        var (told, end) = await FollowAsync(http, id);
        var ended = (await http.GetStringAsync(new Uri($"/v1/jobs/{id}/report?format=jsonl", UriKind.Relative))).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).OrderBy(item => (DateTimeOffset)item["changedAt"]!).Select(item => item["result"]!).ToList();
        Assert.Equal(Images, end.Counts.Succeeded);
        var (first, rest) = (ended.Take(told.Counts.Succeeded).ToList(), ended.Skip(told.Counts.Succeeded).ToList());
        // A machine that others use meanwhile changes its speed, which nobody can know beforehand: the rest is judged at the speed of the first tenth. On a quiet machine it is the same.
        var drift = SpeedOf(first) / SpeedOf(rest);
        var (actual, steady) = (SecondsOf(first) + SecondsOf(rest), SecondsOf(first) + SecondsOf(rest) * drift);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"told {told.Eta!.DeviceSecondsTotal} after {told.Counts.Succeeded} of {Images}, was {actual:0.00}, {steady:0.00} at the speed of the first ({drift:0.00}); before the job {before["deviceSeconds"]?.ToJsonString()}"));
        Assert.InRange(told.Eta.DeviceSecondsTotal.Value / steady, 0.85, 1.15);
        if (drift is > 0.95 and < 1.05)
            Assert.InRange(told.Eta.DeviceSecondsTotal.Value / actual, 0.85, 1.15);
        Assert.Null(end.Eta);
    }

    private static double SecondsOf(IEnumerable<JsonNode> results) => results.Sum(result => (double)result["deviceSeconds"]!);

    private static double SpeedOf(IReadOnlyCollection<JsonNode> results) => SecondsOf(results) / results.Sum(result => (double)result["sourceWidth"]! * (double)result["sourceHeight"]! / 1e6);

    private static async Task<(JobBody Told, JobBody End)> FollowAsync(HttpClient http, string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        for (JobBody? told = null; ; await Task.Delay(20, patience.Token))
        {
            var job = await http.GetFromJsonAsync<JobBody>(new Uri($"/v1/jobs/{id}", UriKind.Relative), FarmJson.Options, patience.Token) ?? throw new InvalidOperationException("No job.");
            if (told is null && job.Counts.Succeeded >= Images / 10 && job.Eta is not null)
                told = job;
            if (job.HasEnded())
                return (told ?? throw new InvalidOperationException("It ended before it told."), job);
        }
    }

    private static EstimateBody Estimate() => new(100, 1, 40, "measured", ["No price is known."])
    {
        Unreadable = [new("source-corrupt", 2, 0.05)],
        MegapixelsIn = new(120, 100, 140),
        DeviceSeconds = new(84.5, 70, 99),
    };
}
