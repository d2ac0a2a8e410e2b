using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Api;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Webhooks;

/// <summary>What receivers are told, and that they are told all of it and nothing else.</summary>
[Collection(JobsServers.Collection)]
public class EventTests(JobsServers servers)
{
    private static MemoryBroker Working => new() { Worker = item => [item.Started(), item.Item % 3 == 1 ? item.Failed() : item.Upscaled()] };

    [Theory, OnSqlite, OnPostgres]
    public async Task Job_Ends_IsToldOnceWithASignatureThatHolds(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings(), Working);
        var webhook = await farm.HookAsync(receiver.Url, "job.completed");
        var job = await farm.EndAsync((await farm.SubmitAsync(3)).Id);
        var delivery = await farm.DeliveryAsync(webhook.Id, one => one.State == "delivered");

        var told = Assert.Single(receiver.All);
        Assert.Equal(("job.completed", $"{delivery.Id}", "application/json"), (told.Type, told.Id, told.ContentType));
        Assert.True(told.IsSignedWith(webhook.Secret!));
        Assert.False(told.IsSignedWith("whsec_" + Convert.ToBase64String(new byte[32])));
        Assert.InRange(DateTimeOffset.UnixEpoch.AddSeconds(long.Parse(told.Timestamp, null)), TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(5));
        Assert.DoesNotContain("traceparent", told.Headers);
        Assert.Equal(($"{job.Id}", "completed", 3, 2, 1), (told.Data.GetProperty("jobId").GetString(), told.Data.GetProperty("state").GetString(),
            told.Data.GetProperty("counts").GetProperty("total").GetInt32(), told.Data.GetProperty("counts").GetProperty("succeeded").GetInt32(), told.Data.GetProperty("counts").GetProperty("failed").GetInt32()));
        Assert.Equal(job.FinishedAt!.Value, told.Data.GetProperty("finishedAt").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        Assert.Equal((1, 200, job.Id), (delivery.Attempts, delivery.LastStatus, delivery.JobId));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Webhooks_EachWantsOtherEvents_GetExactlyThose(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings(), Working);
        var all = await farm.HookAsync(receiver.Url, "job.started", "job.completed", "job.cancelled", "item.succeeded", "item.failed");
        var failures = await farm.HookAsync(receiver.Url, "item.failed");
        var ends = await farm.HookAsync(receiver.Url, "job.completed", "job.cancelled");
        var job = await farm.SubmitAsync(7);
        await farm.EndAsync(job.Id);
        farm.Broker.Worker = _ => [];
        var unwanted = await farm.SubmitAsync(3, "s3://images/unwanted/{0}.png");
        await TestFarm.UntilAsync(async () => (await farm.JobAsync(unwanted.Id)).Counts.Dispatched == 3);
        (await farm.Http.PostAsync($"/v1/jobs/{unwanted.Id}/cancel", null)).EnsureSuccessStatusCode();

        await TestFarm.UntilAsync(() => Task.FromResult(receiver.All.Count >= 11 + 2 + 2));
        string[] everything = ["job.started", "job.started", "job.completed", "job.cancelled", .. Enumerable.Repeat("item.succeeded", 5), .. Enumerable.Repeat("item.failed", 2)];
        Assert.Equal(everything.Order(), receiver.All.Where(one => one.IsSignedWith(all.Secret!)).Select(one => one.Type).Order());
        Assert.Equal([1, 4], receiver.All.Where(one => one.IsSignedWith(failures.Secret!)).Select(one => one.Data.GetProperty("number").GetInt32()).Order());
        Assert.Equal(["job.cancelled", "job.completed"], receiver.All.Where(one => one.IsSignedWith(ends.Secret!)).Select(one => one.Type).Order());
        Assert.Equal(15, receiver.All.Select(one => one.Id).Distinct().Count());
        Assert.Equal("source-corrupt", receiver.Of("item.failed")[0].Data.GetProperty("failureCode").GetString());
        Assert.Equal(400, receiver.Of("item.succeeded")[0].Data.GetProperty("result").GetProperty("width").GetInt32());
        Assert.Equal("running", receiver.Of("job.started")[0].Data.GetProperty("state").GetString());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Items_ManyMoreThanMayWait_AreAllToldOnce(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings(("Parallel", "8")), new MemoryBroker { Worker = item => [item.Upscaled()] });
        var webhook = await farm.HookAsync(receiver.Url, "item.succeeded");
        var most = 0;
        receiver.Answer = async _ =>
        {
            most = Math.Max(most, (await farm.LogAsync(webhook.Id)).Count(one => one.State == "pending"));
            return 200;
        };
        var job = await farm.SubmitAsync(400);
        await TestFarm.UntilAsync(() => Task.FromResult(receiver.All.Count >= 400));
        await farm.EndAsync(job.Id);
        Assert.Equal(Enumerable.Range(0, 400), receiver.All.Select(one => one.Data.GetProperty("number").GetInt32()).Order());
        Assert.True(most < 200, $"{most} deliveries waited at the same time.");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Items_RefusedAndTriedAgain_AreToldAsOftenAsTheyEnd(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings(), new MemoryBroker { Worker = item => [item.Item == 0 ? item.Failed() : item.Upscaled()] });
        await farm.HookAsync(receiver.Url, "item.failed", "item.succeeded", "job.completed");
        using var list = new StringContent("source\ns3://images/a.png\nhttps://elsewhere.example/b.png?X-Amz-Signature=hush\ns3://images/c.png\n", new System.Net.Http.Headers.MediaTypeHeaderValue("text/csv"));
        var job = await TestFarm.BodyAsync<JobBody>(await farm.PostListAsync(TestFarm.Request() with { Output = "s3://results/out/" }, list), 202);
        await TestFarm.UntilAsync(() => Task.FromResult(receiver.Of("job.completed").Count == 1 && receiver.All.Count >= 4));
        var refused = receiver.Of("item.failed").Single(one => one.Data.GetProperty("attempt").GetInt32() == 0);
        Assert.Equal("https://elsewhere.example/b.png", refused.Data.GetProperty("source").GetString());
        Assert.DoesNotContain(receiver.All, one => one.Json.GetRawText().Contains("hush", StringComparison.Ordinal));

        farm.Broker.Worker = item => [item.Upscaled()];
        (await farm.Http.PostAsync($"/v1/jobs/{job.Id}/retry", null)).EnsureSuccessStatusCode();
        await TestFarm.UntilAsync(() => Task.FromResult(receiver.Of("job.completed").Count == 2 && receiver.All.Count >= 6));
        Assert.Equal([0, 2], receiver.Of("item.succeeded").Select(one => one.Data.GetProperty("number").GetInt32()).Order());
        Assert.Equal([0, 1], receiver.Of("item.failed").Select(one => one.Data.GetProperty("number").GetInt32()).Order());
        Assert.Equal(6, receiver.All.Select(one => one.Id).Distinct().Count());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Webhook_MadeWhileAJobRuns_IsToldOfTheRest(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings());
        var job = await farm.SubmitAsync(4);
        await TestFarm.UntilAsync(() => Task.FromResult(farm.Broker.Items.Count == 4));
        var items = farm.Broker.Items.ToList();
        farm.Broker.Report(items[0].Upscaled());
        await TestFarm.UntilAsync(async () => (await farm.JobAsync(job.Id)).Counts.Succeeded == 1);
        await farm.HookAsync(receiver.Url, "item.succeeded", "job.completed");
        items.Skip(1).ToList().ForEach(item => farm.Broker.Report(item.Upscaled()));
        await TestFarm.UntilAsync(() => Task.FromResult(receiver.All.Count >= 4));
        Assert.Equal(items.Skip(1).Select(item => item.Item).Order(), receiver.Of("item.succeeded").Select(one => one.Data.GetProperty("number").GetInt32()).Order());
        Assert.Single(receiver.Of("job.completed"));
    }

    [Fact]
    public async Task Tenants_AreToldOfTheirOwnJobsOnly()
    {
        await using var receiver = await Receiver.StartAsync();
        var settings = Receiver.Settings();
        settings["Api:TrustTenantHeader"] = "true";
        await using var farm = await TestFarm.StartAsync(servers, settings: settings, broker: Working);
        farm.Http.DefaultRequestHeaders.Add("X-Tenant", "acme");
        var webhook = await farm.HookAsync(receiver.Url, "job.completed");
        farm.Http.DefaultRequestHeaders.Remove("X-Tenant");
        farm.Http.DefaultRequestHeaders.Add("X-Tenant", "other");
        await farm.EndAsync((await farm.SubmitAsync(1)).Id);
        foreach (var (method, path) in new[] { ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/rotate"), ("POST", "/test"), ("GET", "/deliveries"), ("POST", "/replay?since=2026-01-01T00:00:00Z") })
        {
            using var message = new HttpRequestMessage(new(method), $"/v1/webhooks/{webhook.Id}{path}");
            if (method == "PATCH")
                message.Content = new StringContent("{\"enabled\":false}", System.Text.Encoding.UTF8, "application/json");
            await TestFarm.ProblemAsync(await farm.Http.SendAsync(message), 404, "webhook-unknown");
        }
        Assert.Empty((await farm.GetAsync<Page<WebhookBody>>("/v1/webhooks")).Items);
        farm.Http.DefaultRequestHeaders.Remove("X-Tenant");
        farm.Http.DefaultRequestHeaders.Add("X-Tenant", "acme");
        var own = await farm.EndAsync((await farm.SubmitAsync(1)).Id);
        await farm.DeliveryAsync(webhook.Id, one => one.State == "delivered");
        Assert.Equal($"{own.Id}", Assert.Single(receiver.All).Data.GetProperty("jobId").GetString());
    }
}
