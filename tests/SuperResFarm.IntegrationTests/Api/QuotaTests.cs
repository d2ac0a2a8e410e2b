using System.Globalization;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class QuotaTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_ManyAtOnce_NeverGoesBeyondTheQuotas(DatabaseKind kind)
    {
        await using var farm = await KeyedFarm.StartAsync(servers, kind);
        var key = await farm.TenantAsync("acme", new TenantRequest { Quotas = new(QueuedItems: 25, OpenJobs: 4) });
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => farm.SubmitAsync(key, KeyedFarm.Items(number % 2 == 0 ? 5 : 7))));
        var accepted = answers.Count(answer => (int)answer.StatusCode == 202);
        var tenant = await TestFarm.BodyAsync<TenantBody>(await farm.AdminAsync(HttpMethod.Get, "tenants/acme"), 200);
        Assert.InRange(tenant.Usage.QueuedItems, 15, 25);
        Assert.InRange(tenant.Usage.OpenJobs, 3, 4);
        Assert.Equal(accepted, tenant.Usage.OpenJobs);
        foreach (var answer in answers.Where(answer => (int)answer.StatusCode != 202))
        {
            Assert.True(int.Parse(answer.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture) > 0);
            var problem = await TestFarm.ProblemAsync(answer, 429, "quota-exceeded");
            Assert.Contains(problem.Quota?.Name, (string[])["queuedItems", "openJobs"]);
            Assert.Equal(problem.Quota?.Name == "openJobs" ? 4 : 25, problem.Quota?.Limit);
        }
    }

    [Fact]
    public async Task Quotas_OfOneTenant_AreNoneOfAnother()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        var acme = await farm.TenantAsync("acme", new TenantRequest { Quotas = new(QueuedItems: 3) });
        var rival = await farm.TenantAsync("rival");
        await TestFarm.ProblemAsync(await farm.SubmitAsync(acme, KeyedFarm.Items(4)), 429, "quota-exceeded");
        await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(rival, KeyedFarm.Items(4)), 202);
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(acme, KeyedFarm.Items(3)), 202);
        await TestFarm.ProblemAsync(await farm.SubmitAsync(acme, KeyedFarm.Items(1)), 429, "quota-exceeded");
        await TestFarm.BodyAsync<ChangedBody>(await farm.SendAsync(HttpMethod.Post, $"/v1/jobs/{job.Id}/cancel", acme), 200);
        await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(acme, KeyedFarm.Items(3)), 202);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Megapixels_ThatWereReported_CloseTheDay(DatabaseKind kind)
    {
        await using var farm = await KeyedFarm.StartAsync(servers, kind);
        farm.Farm.Broker.Worker = item => [new ItemStarted(item.JobId, item.Item, item.Attempt, "w", "d"), new ItemUpscaled(item.JobId, item.Item, item.Attempt, "w", "d",
            new ItemResult(new string('a', 64), 10, 2000, 1000, 500, 250, new string('b', 64), Adopted: false, TimeSpan.FromSeconds(1)))];
        var key = await farm.TenantAsync("acme", new TenantRequest { Quotas = new(MegapixelsPerDay: 5) });
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key, KeyedFarm.Items(3)), 202);
        await TestFarm.UntilAsync(async () => (await TestFarm.BodyAsync<JobBody>(await farm.GetAsync($"/v1/jobs/{job.Id}", key), 200)).HasEnded());
        var problem = await TestFarm.ProblemAsync(await farm.SubmitAsync(key, KeyedFarm.Items(1)), 429, "quota-exceeded");
        Assert.Equal(new QuotaBody("megapixelsPerDay", 5, 6), problem.Quota);
        await farm.SetTenantAsync("acme");
        await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key, KeyedFarm.Items(1)), 202);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Bytes_ThatWereReported_CloseTheDay(DatabaseKind kind)
    {
        await using var farm = await KeyedFarm.StartAsync(servers, kind);
        farm.Farm.Broker.Worker = item => [new ItemUpscaled(item.JobId, item.Item, item.Attempt, "w", "d",
            new ItemResult(new string('a', 64), 3_000_000_000, 20, 10, 5, 5, new string('b', 64), Adopted: item.Item == 2, TimeSpan.FromSeconds(1)))];
        var key = await farm.TenantAsync("acme", new TenantRequest { Quotas = new(BytesPerDay: 5_000_000_000) });
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key, KeyedFarm.Items(3)), 202);
        await TestFarm.UntilAsync(async () => (await TestFarm.BodyAsync<JobBody>(await farm.GetAsync($"/v1/jobs/{job.Id}", key), 200)).HasEnded());
        var refused = await farm.SubmitAsync(key, KeyedFarm.Items(1));
        Assert.InRange(int.Parse(refused.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 1, 86_400);
        // What was adopted was counted before.
        Assert.Equal(new QuotaBody("bytesPerDay", 5e9, 6e9), (await TestFarm.ProblemAsync(refused, 429, "quota-exceeded")).Quota);
        var tenant = await TestFarm.BodyAsync<TenantBody>(await farm.AdminAsync(HttpMethod.Get, "tenants/acme"), 200);
        Assert.Equal((5_000_000_000, 6_000_000_000), (tenant.Quotas.BytesPerDay, tenant.Usage.BytesToday));
        await farm.SetTenantAsync("acme");
        await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key, KeyedFarm.Items(1)), 202);
    }

    [Fact]
    public async Task Retry_WithoutRoom_IsRefusedAndChangesNothing()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        farm.Farm.Broker.Worker = item => [new ItemFailed(item.JobId, item.Item, item.Attempt, "w", "d",
            SuperResFarm.Contracts.Failures.FailureCode.SourceCorrupt, SuperResFarm.Contracts.Failures.Disposition.Reject, "It is not good.")];
        var key = await farm.TenantAsync("acme");
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key, KeyedFarm.Items(3)), 202);
        await TestFarm.UntilAsync(async () => (await TestFarm.BodyAsync<JobBody>(await farm.GetAsync($"/v1/jobs/{job.Id}", key), 200)).Counts.Failed == 3);
        await farm.SetTenantAsync("acme", new TenantRequest { Quotas = new(QueuedItems: 2) });
        await TestFarm.ProblemAsync(await farm.SendAsync(HttpMethod.Post, $"/v1/jobs/{job.Id}/retry", key), 429, "quota-exceeded");
        Assert.Equal(3, (await TestFarm.BodyAsync<JobBody>(await farm.GetAsync($"/v1/jobs/{job.Id}", key), 200)).Counts.Failed);
    }

    [Fact]
    public async Task Requests_TooMany_Are429OfTheirTenantAlone()
    {
        await using var farm = await KeyedFarm.StartAsync(servers, settings: new() { ["Api:Rate:PerSecond"] = "1", ["Api:Rate:Burst"] = "4" });
        var (acme, rival) = (await farm.TenantAsync("acme"), await farm.TenantAsync("rival"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => farm.GetAsync("/v1/models", acme)));
        Assert.InRange(answers.Count(answer => answer.IsSuccessStatusCode), 4, 8);
        Assert.All(answers, answer => Assert.Equal("4", answer.Headers.GetValues("RateLimit-Limit").Single()));
        var refused = answers.First(answer => !answer.IsSuccessStatusCode);
        Assert.Equal("0", refused.Headers.GetValues("RateLimit-Remaining").Single());
        Assert.True(int.Parse(refused.Headers.GetValues("RateLimit-Reset").Single(), CultureInfo.InvariantCulture) > 0);
        Assert.True(int.Parse(refused.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture) > 0);
        await TestFarm.ProblemAsync(refused, 429, "rate-exceeded");
        using var other = await farm.GetAsync("/v1/models", rival);
        Assert.True(other.IsSuccessStatusCode);
    }
}
