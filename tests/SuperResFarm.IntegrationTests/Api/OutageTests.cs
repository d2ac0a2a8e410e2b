using System.Net.Http.Json;
using System.Text.Json;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class OutageTests(JobsServers servers)
{
    private const string NoDatabase = "Host=127.0.0.1;Port=1;Database=jobs;Username=superres;Timeout=2";

    [Fact]
    public async Task Any_DatabaseAway_Is503AndTheProcessLives()
    {
        await using var farm = await TestFarm.StartAsync(servers, DatabaseKind.Postgres, address: NoDatabase, started: false);
        HttpResponseMessage[] answers =
        [
            await farm.PostAsync(TestFarm.Request(new ItemRequest("s3://images/a.png"))), await farm.Http.GetAsync("/v1/jobs"), await farm.Http.GetAsync($"/v1/jobs/{Guid.NewGuid()}"),
            await farm.Http.PostAsync($"/v1/jobs/{Guid.NewGuid()}/cancel", null),
        ];
        foreach (var answer in answers)
        {
            Assert.NotNull(answer.Headers.RetryAfter?.Delta);
            await TestFarm.ProblemAsync(answer, 503, "database-unavailable");
        }
        Assert.Equal(200, (int)(await farm.Http.GetAsync("/health/live")).StatusCode);
        Assert.Equal(503, (int)(await farm.Http.GetAsync("/health/startup")).StatusCode);
        using var ready = await farm.Http.GetAsync("/health/ready");
        Assert.Equal(503, (int)ready.StatusCode);
        var checks = (await ready.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks");
        Assert.Equal("unhealthy", checks.GetProperty("database").GetProperty("status").GetString());
        Assert.Equal("healthy", checks.GetProperty("store").GetProperty("status").GetString());
        Assert.Equal(200, (int)(await farm.Http.GetAsync("/v1/models")).StatusCode);
    }

    [Theory, OnPostgres]
    public async Task Any_DatabaseGoesAndComesAgain_NothingIsLost(DatabaseKind kind)
    {
        var address = await servers.CreateAsync(kind);
        await using var farm = await TestFarm.StartAsync(servers, kind, address: address);
        var job = await farm.SubmitAsync(100);
        await TestFarm.UntilAsync(() => Task.FromResult(farm.Broker.Items.Count == 100));

        await servers.AllowAsync(address, false);
        foreach (var item in farm.Broker.Items)
            farm.Broker.Report(item.Upscaled());
        await TestFarm.ProblemAsync(await farm.Http.GetAsync($"/v1/jobs/{job.Id}"), 503, "database-unavailable");
        await TestFarm.ProblemAsync(await farm.PostAsync(TestFarm.Request(new ItemRequest("s3://images/a.png"))), 503, "database-unavailable");
        Assert.Equal(0, farm.Broker.Done);

        await servers.AllowAsync(address, true);
        Assert.Equal(100, (await farm.EndAsync(job.Id)).Counts.Succeeded);
        await TestFarm.UntilAsync(() => Task.FromResult(farm.Broker.Done == 100));
        Assert.Single((await farm.GetAsync<Page<JobBody>>("/v1/jobs")).Items);
        Assert.Equal(200, (int)(await farm.Http.GetAsync("/health/ready")).StatusCode);
    }

    [Theory, OnPostgres]
    public async Task Stop_DatabaseAway_GivesReportsBackInTime(DatabaseKind kind)
    {
        var address = await servers.CreateAsync(kind);
        var broker = new MemoryBroker();
        await using (var farm = await TestFarm.StartAsync(servers, kind, address: address, broker: broker))
        {
            await farm.SubmitAsync(10);
            await TestFarm.UntilAsync(() => Task.FromResult(broker.Items.Count == 10));
            await servers.AllowAsync(address, false);
            foreach (var item in broker.Items)
                broker.Report(item.Upscaled());
            await TestFarm.UntilAsync(() => Task.FromResult(broker.Waiting == 0));
            using var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await farm.StopAsync(hurry.Token);
        }
        Assert.Equal((0, 10), (broker.Done, broker.Waiting));
        await servers.AllowAsync(address, true);
        await using var again = await TestFarm.StartAsync(servers, kind, address: address, broker: broker);
        var job = Assert.Single((await again.GetAsync<Page<JobBody>>("/v1/jobs")).Items);
        Assert.Equal(10, (await again.EndAsync(job.Id)).Counts.Succeeded);
    }

    [Fact]
    public async Task Any_StoreAway_Is503()
    {
        await using var farm = await TestFarm.StartAsync(servers, settings: new()
        {
            ["Storage:Kind"] = "S3",
            ["Storage:S3:Endpoint"] = "http://127.0.0.1:1",
            ["Storage:S3:AccessKey"] = "a",
            ["Storage:S3:SecretKey"] = "b",
            ["Storage:S3:Retries"] = "0",
        });
        foreach (var request in new[] { TestFarm.Request() with { Manifest = new("s3://lists/a.jsonl") }, TestFarm.Request() with { Prefix = new("s3://images/") } })
        {
            var answer = await farm.PostAsync(request);
            Assert.NotNull(answer.Headers.RetryAfter?.Delta);
            await TestFarm.ProblemAsync(answer, 503, "storage-unavailable");
        }
        await farm.SubmitAsync(1);   // which points at nothing that must be read
        using var ready = await farm.Http.GetAsync("/health/ready");
        Assert.Equal("unhealthy", (await ready.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").GetProperty("store").GetProperty("status").GetString());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Start_Embedded_EndsTheLeasesOfTheProcessBefore(DatabaseKind kind)
    {
        var address = await servers.CreateAsync(kind);
        Guid id;
        await using (var farm = await TestFarm.StartAsync(servers, kind, address: address))
        {
            id = (await farm.SubmitAsync(4)).Id;
            await TestFarm.UntilAsync(async () => (await farm.JobAsync(id)).Counts.Dispatched == 4);
        }
        await using var again = await TestFarm.StartAsync(servers, kind, new() { ["Api:Embedded"] = "true" }, new MemoryBroker { Worker = item => [item.Upscaled()] }, address);
        Assert.Equal(4, (await again.EndAsync(id)).Counts.Succeeded);
        Assert.All(again.Broker.Items, item => Assert.Equal(1, item.Attempt));
    }

    [Fact]
    public async Task Dispatch_MessagesThatAreNotTaken_GoOutAgain()
    {
        var refusals = 0;
        await using var farm = await TestFarm.StartAsync(servers, broker: new MemoryBroker { Takes = item => item.Item % 2 == 0 || Interlocked.Increment(ref refusals) > 10 });
        var job = await farm.SubmitAsync(20);
        await TestFarm.UntilAsync(async () => (await farm.JobAsync(job.Id)).Counts.Dispatched == 20);
        Assert.Equal(20, farm.Broker.Items.Select(item => item.Item).Distinct().Count());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Reports_ManyLateAndUnknown_AreAppliedOnce(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind, new() { ["Api:ReportBatch"] = "50", ["Jobs:Dispatch:Window"] = "1000" });
        var job = await farm.SubmitAsync(1000);
        await TestFarm.UntilAsync(() => Task.FromResult(farm.Broker.Items.Count == 1000));
        foreach (var item in farm.Broker.Items)
        {
            farm.Broker.Report(item.Started());
            farm.Broker.Report(item.Progressed());
            farm.Broker.Report(item.Upscaled());
            farm.Broker.Report((item with { Attempt = 0 }).Failed());          // late
            farm.Broker.Report((item with { JobId = Guid.NewGuid() }).Upscaled());   // of a job nobody knows
        }
        Assert.Equal(1000, (await farm.EndAsync(job.Id)).Counts.Succeeded);
        await TestFarm.UntilAsync(() => Task.FromResult(farm.Broker.Done == 5000));
    }

    [Fact]
    public async Task Reports_OneThatCannotBeWritten_HoldsUpNoOther()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        var job = await farm.SubmitAsync(20);
        await TestFarm.UntilAsync(() => Task.FromResult(farm.Broker.Items.Count == 20));
        foreach (var item in farm.Broker.Items)
        {
            if (item.Item == 7)
                farm.Broker.Report(new StrangeReport(item.JobId));
            farm.Broker.Report(item.Upscaled());
        }
        Assert.Equal(20, (await farm.EndAsync(job.Id)).Counts.Succeeded);
        Assert.Equal(20, farm.Broker.Done);
    }

    [Fact]
    public async Task Stop_ReportsTaken_AreWritten()
    {
        var address = await servers.CreateAsync(DatabaseKind.Sqlite);
        var broker = new MemoryBroker();
        Guid id;
        await using (var farm = await TestFarm.StartAsync(servers, address: address, broker: broker))
        {
            id = (await farm.SubmitAsync(200)).Id;
            await TestFarm.UntilAsync(() => Task.FromResult(broker.Items.Count == 200));
            foreach (var item in broker.Items)
                broker.Report(item.Upscaled());
            await farm.StopAsync();
        }
        var written = broker.Done;
        using var store = TestStore.Open(DatabaseKind.Sqlite, address);
        var job = await new JobReader(store.Database).FindAsync("default", id, default);
        Assert.Equal(written, job?.Counts.Succeeded);
        Assert.Equal(200 - written, broker.Waiting);
    }

    private sealed record StrangeReport(Guid JobId) : SuperResFarm.Contracts.Messages.IItemReport
    {
        public int Item => 7;
        public int Attempt => 1;
        public string Worker => "w";
        public string Device => "d";
    }
}
