using Microsoft.Extensions.DependencyInjection;
using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Jobs;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.IntegrationTests.Api;

/// <summary>Prefixes that are listed on behind the submission of their job.</summary>
[Collection(JobsServers.Collection)]
public class CrawlTests(JobsServers servers)
{
    private static readonly Dictionary<string, string?> _short = new() { ["Api:CrawlInRequest"] = "5" };

    private static MemoryBroker Working => new() { Worker = item => [item.Started(), item.Upscaled()] };

    [Theory, OnSqlite, OnPostgres]
    public async Task Prefix_Long_IsAcceptedAtOnceAndListedToItsEnd(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind, _short, Working);
        Fill(farm, 2100);
        for (var number = 0; number < 30; number++)
            farm.Put($"s3://images/in/{number:0000}.txt");
        var request = Request with { Prefix = new PrefixRequest("s3://images/in/") };
        var job = await farm.SubmitAsync(request, ("Idempotency-Key", "once"));
        Assert.Equal((5, false), (job.Crawl?.Found, job.Crawl?.Ended));
        Assert.Equal(job.Id, (await farm.SubmitAsync(request, ("Idempotency-Key", "once"))).Id);
        var ended = await farm.EndAsync(job.Id);
        Assert.Equal(("completed", 2100, 2100, new CrawlBody(2100, 30, true)), (ended.State, ended.Counts.Total, ended.Counts.Succeeded, ended.Crawl));
        Assert.Equal(job.Id, (await farm.SubmitAsync(request, ("Idempotency-Key", "once"))).Id);
        var sent = farm.Broker.Items.OrderBy(item => item.Item).ToList();
        Assert.Equal(Enumerable.Range(0, 2100).Select(number => $"s3://images/in/{number:000000}.png"), sent.Select(item => item.Source));
        Assert.All(sent, item => Assert.StartsWith("s3://results/out/0", item.Target, StringComparison.Ordinal));
        Assert.Equal("s3://results/out/002099_bicubic_x4.png", sent[^1].Target);
        Assert.All(sent, item => Assert.False(string.IsNullOrEmpty(item.SourceVersion)));
    }

    [Fact]
    public async Task Prefix_Short_IsAsItWas()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: _short);
        Fill(farm, 5);
        Assert.Equal((5, null), (await farm.SubmitAsync(Request)) is var job ? (job.Counts.Total, job.Crawl) : default);
        await TestFarm.ProblemAsync(await farm.PostAsync(Request with { Prefix = new PrefixRequest("s3://images/none/") }), 422, "settings-invalid");
    }

    [Fact]
    public async Task Prefix_NothingMeantInWhatIsListedFirst_IsAcceptedAndSaysSoInTheEnd()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: _short);
        for (var number = 0; number < 80; number++)
            farm.Put($"s3://images/in/{number:0000}.txt");
        var job = await farm.SubmitAsync(Request);
        Assert.Equal((0, new CrawlBody(0, 50, false)), (job.Counts.Total, job.Crawl));
        var ended = await farm.EndAsync(job.Id);
        Assert.Equal((0, 80L, true), (ended.Counts.Total, ended.Crawl!.PassedOver, ended.Crawl.Ended));
        Assert.Contains("no image that is meant; 80 objects", ended.Crawl.Error, StringComparison.Ordinal);
        farm.Put("s3://images/in/9999.png");
        ended = await farm.EndAsync((await farm.SubmitAsync(Request with { Prefix = new PrefixRequest("s3://images/in/", Include: ["*.jpg"]) })).Id);
        Assert.Contains("81 objects", ended.Crawl?.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prefix_MoreThanAJobMayHave_DoesThoseAndSaysThatItIsIncomplete()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new(_short) { ["Api:MaxItems"] = "12" }, broker: Working);
        Fill(farm, 20);
        var ended = await farm.EndAsync((await farm.SubmitAsync(Request)).Id);
        Assert.Equal(("completed", 12, 12, 0), (ended.State, ended.Counts.Total, ended.Counts.Succeeded, ended.Counts.Failed));
        Assert.Contains("more than the 12 images", ended.Crawl?.Error, StringComparison.Ordinal);
        // As before where all of them are listed while the client waits.
        await using var other = await TestFarm.StartAsync(servers, settings: new() { ["Api:MaxItems"] = "12" });
        Fill(other, 20);
        await TestFarm.ProblemAsync(await other.PostAsync(Request), 422, "settings-invalid");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Prefix_QuotaIsFull_WaitsTakesWhatThereIsRoomForAndGoesOn(DatabaseKind kind)
    {
        await using var farm = await KeyedFarm.StartAsync(servers, kind, new(_short) { ["Api:ParallelCrawls"] = "1" });
        Fill(farm.Farm, 40);
        var key = await farm.TenantAsync("acme", new TenantRequest { Quotas = new(QueuedItems: 12) });
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key, Request), 202);
        await TestFarm.UntilAsync(async () => (await JobAsync()).Crawl?.Waiting is not null);
        var waiting = await JobAsync();
        Assert.InRange(waiting.Counts.Total, 9, 12);
        Assert.Contains("queuedItems", waiting.Crawl?.Waiting, StringComparison.Ordinal);
        await farm.SetTenantAsync("acme");
        await TestFarm.UntilAsync(async () => (await JobAsync()).Crawl!.Ended);
        Assert.Equal((40, null, null), (await JobAsync()) is var whole ? (whole.Counts.Total, whole.Crawl?.Waiting, whole.Crawl?.Error) : default);

        async Task<JobBody> JobAsync() => await TestFarm.BodyAsync<JobBody>(await farm.GetAsync($"/v1/jobs/{job.Id}", key), 200);
    }

    [Fact]
    public async Task Prefix_BucketIsGone_SaysWhyAndDoesWhatWasFound()
    {
        await using var farm = await TestFarm.StartAsync(servers, broker: Working);
        var plan = new JobPlan { Parameters = Request.Parameters, Access = new AccessRules(null, null), Prefix = ObjectPrefix.Parse("s3://gone/in/"), Output = ObjectPrefix.Parse("s3://results/out/") };
        var submission = new Submission("default", Priority.Normal, plan.Parameters) { Crawl = new NewCrawl(CrawlPlan.TextOf(plan), "in/1.png", 0) };
        var job = await farm.Services.GetRequiredService<JobSubmitter>().SubmitAsync(submission, TestStore.Items(2), default);
        var ended = await farm.EndAsync(job.JobId);
        Assert.Equal(("completed", 2, new CrawlBody(2, 0, true) { Error = "There is no bucket 'gone'." }), (ended.State, ended.Counts.Succeeded, ended.Crawl));
    }

    private static JobRequest Request => TestFarm.Request() with { Prefix = new PrefixRequest("s3://images/in/") };

    private static void Fill(TestFarm farm, int images)
    {
        for (var number = 0; number < images; number++)
            farm.Put($"s3://images/in/{number:000000}.png", $"{number}");
    }
}
