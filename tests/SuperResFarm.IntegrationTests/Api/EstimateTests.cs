using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using NetVips;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

/// <summary>What the service says before and while images are enlarged.</summary>
[Collection(JobsServers.Collection)]
public class EstimateTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Estimate_OfListedImages_CountsMegapixels_AndChangesNothing(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind);
        Draw(farm, "s3://images/a.png", 200, 100);
        Draw(farm, "s3://images/b.jpg", 300, 100);
        farm.Put("s3://images/text.png", "no picture");
        farm.Put("s3://images/empty.png");
        var estimate = await EstimateAsync(farm, Request("a.png", "b.jpg", "text.png", "missing.png", "empty.png"));
        Assert.Equal((5, 0, 5, 0, "none"), (estimate.Items, estimate.Refused, estimate.Surveyed, estimate.Unknown, estimate.Basis));
        Assert.Equal(new RangeBody(0.05, 0.05, 0.05), estimate.MegapixelsIn);
        Assert.Equal(new RangeBody(0.8, 0.8, 0.8), estimate.MegapixelsOut);
        Assert.Equal([new("source-missing", 1, 0.2), new UnreadableBody("source-unsupported", 2, 0.4)], estimate.Unreadable);
        Assert.Equal((null, null, null), (estimate.DeviceSeconds, estimate.Cost, estimate.Finish));
        Assert.Contains(estimate.Notes, note => note.Contains("submit a job of a few images", StringComparison.Ordinal));
        Assert.Empty((await farm.GetAsync<Page<JobBody>>("/v1/jobs")).Items);
        Assert.False(Directory.Exists(farm.PathOf("s3://results")));
    }

    [Fact]
    public async Task Estimate_AfterAJob_TellsSecondsCostAndEnd()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new() { ["Api:Estimates:DeviceHourPrice"] = "36" });
        Work(farm, 100);
        for (var number = 0; number < 8; number++)
            Draw(farm, $"s3://images/{number:00000}.png", 100 * (number + 1), 100);
        await farm.EndAsync((await farm.SubmitAsync(8)).Id);
        var before = DateTimeOffset.UnixEpoch;
        var estimate = await EstimateAsync(farm, TestFarm.Request() with { Prefix = new PrefixRequest("s3://images/") });
        // A tenth of a second for each image and ten for each megapixel.
        Assert.Equal((8, "measured", 0.36), (estimate.Items, estimate.Basis, estimate.MegapixelsIn?.Value));
        Assert.InRange(estimate.DeviceSeconds!.Value, 4.3, 4.5);
        Assert.True(estimate.DeviceSeconds.Low < 4.3 && estimate.DeviceSeconds.High > 4.5);
        Assert.Equal(estimate.DeviceSeconds.Value / 100, estimate.Cost!.Value, 3);
        Assert.True(estimate.Finish!.Earliest > before && estimate.Finish.Earliest <= estimate.Finish.Expected && estimate.Finish.Expected <= estimate.Finish.Latest);
        Assert.Empty(estimate.Notes);
    }

    [Fact]
    public async Task Estimate_OfImagesWithParametersOfTheirOwn_SaysSo_AndLearnsOfTheirModel()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        Work(farm, 100);
        Draw(farm, "s3://images/00000.png", 100, 100);
        var own = TestFarm.Request(new ItemRequest("s3://images/00000.png") { Parameters = new ItemParameters { Model = "lanczos" } });
        await farm.EndAsync((await farm.SubmitAsync(own)).Id);
        Assert.Contains((await EstimateAsync(farm, own)).Notes, note => note.StartsWith("1 of the images looked at ask for parameters of their own", StringComparison.Ordinal));
        var plain = Request("00000.png");
        Assert.Equal("none", (await EstimateAsync(farm, plain)).Basis);
        Assert.Equal("measured", (await EstimateAsync(farm, plain with { Parameters = plain.Parameters with { Model = "lanczos" } })).Basis);
    }

    [Fact]
    public async Task Estimate_WithoutAPrice_TakesWhatWorkersTell()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        Work(farm, 100, costPerSecond: 0.01);
        Draw(farm, "s3://images/00000.png", 100, 100);
        await farm.EndAsync((await farm.SubmitAsync(1)).Id);
        var estimate = await EstimateAsync(farm, Request("00000.png"));
        Assert.Equal(estimate.DeviceSeconds!.Value / 100, estimate.Cost!.Value, 4);
    }

    [Theory]
    [InlineData("text/csv", "source,target\ns3://images/a.png,\nnonsense,\n")]
    [InlineData("application/x-ndjson", "{\"source\":\"s3://images/a.png\"}\n{\"source\":\"nonsense\"}\n")]
    public async Task Estimate_OfAListAsTheBody_CountsWhatCannotBeUsed(string mediaType, string list)
    {
        await using var farm = await TestFarm.StartAsync(servers);
        Draw(farm, "s3://images/a.png", 100, 100);
        var facts = Uri.EscapeDataString(System.Text.Json.JsonSerializer.Serialize(TestFarm.Request(), FarmJson.Options));
        using var content = new StringContent(list, Encoding.UTF8, new MediaTypeHeaderValue(mediaType));
        var estimate = await TestFarm.BodyAsync<EstimateBody>(await farm.Http.PostAsync($"/v1/estimates?request={facts}", content), 200);
        Assert.Equal((2, 1, 1, 0.01), (estimate.Items, estimate.Refused, estimate.Surveyed, estimate.MegapixelsIn?.Value));
    }

    [Fact]
    public async Task Estimate_OfMany_LooksAtASample_TheSameForEqualRequests()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new() { ["Api:Estimates:Sample"] = "20" });
        for (var number = 0; number < 60; number++)
            Draw(farm, $"s3://images/{number}.png", 50 + 10 * number, 100);
        var request = TestFarm.Request() with { Prefix = new PrefixRequest("s3://images/") };
        var (one, same) = (await EstimateAsync(farm, request), await EstimateAsync(farm, request));
        Assert.Equal((60, 20), (one.Items, one.Surveyed));
        Assert.Equal(one.MegapixelsIn, same.MegapixelsIn);
        // The truth is 2.07.
        Assert.True(one.MegapixelsIn!.Low < one.MegapixelsIn.High);
        Assert.InRange(2.07, one.MegapixelsIn.Value * 0.75, one.MegapixelsIn.Value * 1.25);
    }

    [Fact]
    public async Task Estimate_WithMistakes_IsAnsweredAsASubmissionIs()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var request = Request("a.png") with { Attempts = 0, Output = "nowhere", Parameters = new() { Model = "nobody" } };
        var (asked, submitted) = (await TestFarm.ProblemAsync(await PostAsync(farm, request), 422), await TestFarm.ProblemAsync(await farm.PostAsync(request), 422));
        Assert.Equal((submitted.Code, submitted.Detail), (asked.Code, asked.Detail));
        Assert.Equal(submitted.Errors, asked.Errors);
        await TestFarm.ProblemAsync(await PostAsync(farm, TestFarm.Request() with { Manifest = new("s3://lists/none.csv") }), 422, "source-missing");
        await TestFarm.ProblemAsync(await farm.Http.PostAsync("/v1/estimates", new StringContent("{", Encoding.UTF8, "application/json")), 400, "json-invalid");
    }

    [Fact]
    public async Task Estimate_NeedsTheScopeOfSubmissions()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        var key = await farm.TenantAsync("acme");
        using var without = await PostAsync(farm.Farm, Request("a.png"));
        Assert.Equal(401, (int)without.StatusCode);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/estimates") { Content = JsonContent.Create(Request("a.png"), options: FarmJson.Options) };
        message.Headers.Authorization = new("Bearer", key);
        await TestFarm.BodyAsync<EstimateBody>(await farm.Farm.Http.SendAsync(message), 200);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Eta_OfARunningJob_ComesFromItsSurvey(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind, settings: new() { ["Jobs:Dispatch:Window"] = "4", ["Jobs:Dispatch:Express"] = "0" });
        for (var number = 0; number < 40; number++)
            Draw(farm, $"s3://images/{number:00000}.png", 20 * (number + 1), 100);
        var job = await farm.SubmitAsync(40);
        Assert.Null(job.Eta);
        await TestFarm.UntilAsync(() => Task.FromResult(farm.Broker.Items.Count == 4));
        foreach (var item in farm.Broker.Items.ToList())
            farm.Broker.Report(Upscaled(item, 20));
        // The four smallest of forty are done: 40 * 0.1 s, and 1.64 megapixels at 10 s each.
        await TestFarm.UntilAsync(async () => (await farm.JobAsync(job.Id)) is { Counts.Succeeded: 4, Eta: { DeviceSecondsTotal.Value: > 15, Expected: not null } });
        var eta = (await farm.JobAsync(job.Id)).Eta!;
        Assert.InRange(eta.DeviceSecondsTotal.Value, 20.4 * 0.85, 20.4 * 1.15);
        Assert.Equal(eta.DeviceSecondsTotal.Value - 0.6, eta.DeviceSecondsLeft.Value, 2);
        Assert.True(eta.Earliest <= eta.Expected && eta.Expected <= eta.Latest && eta.Expected > job.CreatedAt);
        Assert.NotNull((await farm.GetAsync<Page<JobBody>>("/v1/jobs")).Items.Single().Eta);
        Work(farm, 20);
        foreach (var item in farm.Broker.Items.ToList())
            farm.Broker.Report(Upscaled(item, 20));
        Assert.Null((await farm.EndAsync(job.Id)).Eta);
    }

    private static JobRequest Request(params string[] names) => TestFarm.Request([.. names.Select(name => new ItemRequest($"s3://images/{name}"))]);

    private static Task<HttpResponseMessage> PostAsync(TestFarm farm, JobRequest request) => farm.Http.PostAsync("/v1/estimates", JsonContent.Create(request, options: FarmJson.Options));

    private static async Task<EstimateBody> EstimateAsync(TestFarm farm, JobRequest request) => await TestFarm.BodyAsync<EstimateBody>(await PostAsync(farm, request), 200);

    private static void Work(TestFarm farm, int widthOfEach, double? costPerSecond = null) =>
        farm.Broker.Worker = item => [new ItemStarted(item.JobId, item.Item, item.Attempt, "w", "d"), Upscaled(item, widthOfEach, costPerSecond)];

    // The first image is as wide as that, the second twice as wide, and so on; all are 100 high.
    private static ItemUpscaled Upscaled(UpscaleItem item, int widthOfEach, double? costPerSecond = null)
    {
        var width = widthOfEach * (item.Item + 1);
        var seconds = 0.1 + 10 * width * 100 / 1e6;
        return new(item.JobId, item.Item, item.Attempt, "w", "d",
            new ItemResult(new string('a', 64), 10, width * 4, 400, width, 100, item.Parameters.ModelSha256 ?? new string('b', 64), Adopted: false, TimeSpan.FromSeconds(1))
            {
                DeviceSeconds = seconds,
                Cost = costPerSecond * seconds,
            });
    }

    private static void Draw(TestFarm farm, string address, int width, int height)
    {
        VipsRuntime.EnsureStarted();
        using var plain = Image.Black(width, height, 3);
        using var image = plain.Copy(interpretation: Enums.Interpretation.Srgb);
        farm.Put(address, address.EndsWith(".jpg", StringComparison.Ordinal) ? image.JpegsaveBuffer() : image.PngsaveBuffer());
    }
}
