using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Jobs;
using SuperResFarm.Jobs.Tenants;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class DeletionTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Delete_OnlyEndedJobs_AndThenTheyAreGone(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind);
        var job = await farm.SubmitAsync(3);
        await TestFarm.ProblemAsync(await farm.Http.DeleteAsync($"/v1/jobs/{job.Id}"), 409, "wrong-state");
        await TestFarm.ProblemAsync(await farm.Http.DeleteAsync($"/v1/jobs/{Guid.NewGuid()}"), 404, "job-unknown");
        await TestFarm.ProblemAsync(await farm.Http.DeleteAsync($"/v1/jobs/{job.Id}?results=yes"), 400, "results-invalid");
        await farm.Http.PostAsync($"/v1/jobs/{job.Id}/cancel", null);
        using var deleted = await farm.Http.DeleteAsync($"/v1/jobs/{job.Id}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        foreach (var path in new[] { "", "/items", "/report", "/events" })
            await TestFarm.ProblemAsync(await farm.Http.GetAsync($"/v1/jobs/{job.Id}{path}"), 404, "job-unknown");
        await TestFarm.ProblemAsync(await farm.Http.DeleteAsync($"/v1/jobs/{job.Id}"), 404, "job-unknown");
        Assert.Empty((await farm.GetAsync<Page<JobBody>>("/v1/jobs")).Items);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Delete_WithResults_DeletesWhatTheJobMadeAndNothingElse(DatabaseKind kind)
    {
        await using var farm = await TestFarm.StartAsync(servers, kind);
        var store = farm.Services.GetRequiredService<IObjectStore>();
        farm.Broker.Worker = item => [Result(item)];
        var job = await farm.EndAsync((await farm.SubmitAsync(TestFarm.Request([.. Enumerable.Range(0, 7).Select(at => new ItemRequest($"s3://images/{at}.png"))]))).Id);
        string Target(int item) => $"s3://results/out/{item}_bicubic_x4.png";
        foreach (var item in new[] { 0, 1, 5 })
            await WriteAsync(Target(item), "made", job.Id);
        await WriteAsync($"{Target(1)}.divergence.png", "map", job.Id);
        await WriteAsync(Target(2), "changed since", job.Id);
        await WriteAsync(Target(3), "made", Guid.NewGuid());   // of another job, adopted
        farm.Put(Target(4), "made");                           // somebody else's
        farm.Put($"{Target(5)}.divergence.png", "made");       // item 6 is gone already
        using var deleted = await farm.Http.DeleteAsync($"/v1/jobs/{job.Id}?results=true");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        var audit = farm.Services.GetRequiredService<AuditLog>();
        await TestFarm.UntilAsync(async () => (await audit.ListAsync(null, null, 1, default))[0].Action == "job.results.delete");
        Assert.Equal("3 results deleted, 3 kept", (await audit.ListAsync(null, null, 1, default))[0].Detail);
        Assert.Equal([2, 3, 4], Enumerable.Range(0, 7).Where(item => File.Exists(farm.PathOf(Target(item)))));
        Assert.False(File.Exists(farm.PathOf($"{Target(1)}.divergence.png")));
        Assert.True(File.Exists(farm.PathOf($"{Target(5)}.divergence.png")));

        Task WriteAsync(string address, string content, Guid of) => store.WriteAsync(ObjectUri.Parse(address), new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)),
            new WriteOptions { Metadata = new Dictionary<string, string> { ["job"] = of.ToString() } }, default);
    }

    [Fact]
    public async Task Delete_ResultsOutsideOfTheTenantsPlaces_Stay()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        var key = await farm.TenantAsync("acme");
        farm.Farm.Broker.Worker = item => [Result(item)];
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key, KeyedFarm.Items(1)), 202);
        await TestFarm.UntilAsync(async () => (await TestFarm.BodyAsync<JobBody>(await farm.GetAsync($"/v1/jobs/{job.Id}", key), 200)).HasEnded());
        var target = farm.Farm.Broker.Items.Single().Target;
        await farm.Farm.Services.GetRequiredService<IObjectStore>().WriteAsync(ObjectUri.Parse(target), new MemoryStream("made"u8.ToArray()),
            new WriteOptions { Metadata = new Dictionary<string, string> { ["job"] = job.Id.ToString() } }, default);
        await farm.SetTenantAsync("acme", new TenantRequest { WritePrefixes = [] });
        using var deleted = await farm.SendAsync(HttpMethod.Delete, $"/v1/jobs/{job.Id}?results=true", key);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        var audit = farm.Farm.Services.GetRequiredService<AuditLog>();
        await TestFarm.UntilAsync(async () => (await audit.ListAsync("acme", null, 1, default))[0].Detail == "0 results deleted, 1 kept");
        Assert.True(File.Exists(farm.Farm.PathOf(target)));
    }

    [Fact]
    public async Task Delete_AnothersJobOrWithoutTheScope_IsRefused()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        var (acme, rival) = (await farm.TenantAsync("acme"), await farm.TenantAsync("rival"));
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(acme, KeyedFarm.Items(1)), 202);
        await TestFarm.BodyAsync<ChangedBody>(await farm.SendAsync(HttpMethod.Post, $"/v1/jobs/{job.Id}/cancel", acme), 200);
        await TestFarm.ProblemAsync(await farm.SendAsync(HttpMethod.Delete, $"/v1/jobs/{job.Id}", rival), 404, "job-unknown");
        var reader = await TestFarm.BodyAsync<NewKeyBody>(await farm.AdminAsync(HttpMethod.Post, "tenants/acme/keys", new KeyRequest([KeyScope.Read]) { Label = "reader" }), 201);
        await TestFarm.ProblemAsync(await farm.SendAsync(HttpMethod.Delete, $"/v1/jobs/{job.Id}", reader.Key), 403, "scope-missing");
        Assert.Equal(job.Id, (await TestFarm.BodyAsync<JobBody>(await farm.GetAsync($"/v1/jobs/{job.Id}", acme), 200)).Id);
    }

    [Fact]
    public async Task RetentionDays_AreSetAndToldAndChecked()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        await farm.SetTenantAsync("acme", new TenantRequest { RetentionDays = 30 });
        Assert.Equal(30, (await TestFarm.BodyAsync<TenantBody>(await farm.AdminAsync(HttpMethod.Get, "tenants/acme"), 200)).RetentionDays);
        foreach (var days in new[] { 0, -1, 36_501 })
            Assert.Equal("/retentionDays", Assert.Single((await TestFarm.ProblemAsync(await farm.AdminAsync(HttpMethod.Put, "tenants/acme", new TenantRequest { RetentionDays = days }), 422)).Errors!).Pointer);
    }

    private static ItemUpscaled Result(UpscaleItem item)
    {
        var result = new ItemResult(FileHash.Sha256("made"u8), 4, 400, 300, 100, 75, new string('b', 64), false, TimeSpan.FromSeconds(1));
        return new(item.JobId, item.Item, item.Attempt, "w", "cpu", item.Item is 1 or 5 ? result with { DivergenceMap = $"{item.Target}.divergence.png" } : result);
    }
}
