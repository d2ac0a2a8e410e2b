using System.Net.Http.Json;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class AuditTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Audit_OfEverythingThatChanges_HasOneEntryEach(DatabaseKind kind)
    {
        await using var farm = await KeyedFarm.StartAsync(servers, kind);
        await farm.SetTenantAsync("acme", new TenantRequest { Quotas = new(QueuedItems: 3), ReadPrefixes = ["s3://images/"] });
        var key = await farm.MakeKeyAsync("acme");
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key.Key, KeyedFarm.Items(2), ("Idempotency-Key", "k")), 202);
        await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key.Key, KeyedFarm.Items(2), ("Idempotency-Key", "k")), 202);   // the same job
        await TestFarm.ProblemAsync(await farm.SubmitAsync(key.Key, KeyedFarm.Items(2)), 429, "quota-exceeded");
        await TestFarm.ProblemAsync(await farm.SubmitAsync(key.Key, TestFarm.Request(new ItemRequest("s3://other/a.png"))), 403, "address-forbidden");
        await TestFarm.BodyAsync<ChangedBody>(await farm.SendAsync(HttpMethod.Post, $"/v1/jobs/{job.Id}/cancel", key.Key), 200);
        using var revoked = await farm.AdminAsync(HttpMethod.Delete, $"tenants/acme/keys/{key.Facts.Id}");
        using var twice = await farm.AdminAsync(HttpMethod.Delete, $"tenants/acme/keys/{key.Facts.Id}");
        using var removed = await farm.AdminAsync(HttpMethod.Delete, "tenants/acme");
        Assert.Equal((204, 204, 204), ((int)revoked.StatusCode, (int)twice.StatusCode, (int)removed.StatusCode));

        var entries = new List<AuditBody>();
        string? cursor = null;
        do
        {
            var page = await TestFarm.BodyAsync<Page<AuditBody>>(await farm.AdminAsync(HttpMethod.Get, $"audit?tenant=acme&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}"), 200);
            entries.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        entries.Reverse();

        var (admin, user) = (farm.Admin.Id, key.Facts.Id);
        Assert.Equal(
            [
                (admin, "tenant.set", "acme", "done"), (admin, "key.create", user, "done"), (user, "job.create", job.Id.ToString(), "done"), (user, "job.create", "", "quota-exceeded"),
                (user, "job.create", "", "address-forbidden"), (user, "job.cancel", job.Id.ToString(), "done"), (admin, "key.revoke", user, "done"), (admin, "tenant.remove", "acme", "done"),
            ],
            entries.Select(entry => (entry.Actor, entry.Action, entry.Target, entry.Result)));
        Assert.All(entries, entry => Assert.Equal(("127.0.0.1", "acme"), (entry.Address.Replace("::ffff:", ""), entry.Tenant)));
        Assert.All(entries, entry => Assert.NotEmpty(entry.Request));
        Assert.DoesNotContain(KeyText.Parse(key.Key)?.Secret ?? "", string.Join(' ', entries), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Audit_OfWebhooks_TellsWhoChangedWhatAndNoMoreOfAnAddressThanItsHost(DatabaseKind kind)
    {
        await using var farm = await KeyedFarm.StartAsync(servers, kind);
        await farm.SetTenantAsync("acme");
        var key = await farm.MakeKeyAsync("acme");
        var made = await TestFarm.BodyAsync<WebhookBody>(await farm.SendAsync(HttpMethod.Post, "/v1/webhooks", key.Key,
            JsonContent.Create(new WebhookRequest("https://hooks.example.com/token-4711", ["job.completed"]), options: FarmJson.Options)), 201);
        var path = $"/v1/webhooks/{made.Id}";
        await TestFarm.BodyAsync<WebhookBody>(await farm.SendAsync(HttpMethod.Patch, path, key.Key, JsonContent.Create(new WebhookChange { Enabled = false }, options: FarmJson.Options)), 200);
        var rotated = await TestFarm.BodyAsync<WebhookBody>(await farm.SendAsync(HttpMethod.Post, $"{path}/rotate", key.Key), 200);
        using var removed = await farm.SendAsync(HttpMethod.Delete, path, key.Key);
        await TestFarm.ProblemAsync(await farm.SendAsync(HttpMethod.Delete, path, key.Key), 404, "webhook-unknown");

        var entries = (await TestFarm.BodyAsync<Page<AuditBody>>(await farm.AdminAsync(HttpMethod.Get, "audit?tenant=acme"), 200)).Items.Where(entry => entry.Action.StartsWith("webhook.", StringComparison.Ordinal)).Reverse();
        Assert.Equal(
            [
                ("webhook.add", "hooks.example.com: job.completed"), ("webhook.change", "hooks.example.com: job.completed, disabled"), ("webhook.rotate", null),
                ("webhook.remove", "hooks.example.com: job.completed, disabled"),
            ],
            entries.Select(entry => (entry.Action, entry.Detail)));
        Assert.All(entries, entry => Assert.Equal((key.Facts.Id, made.Id.ToString(), "done"), (entry.Actor, entry.Target, entry.Result)));
        Assert.All([made.Secret!, rotated.Secret!], secret => Assert.DoesNotContain(secret, string.Join(' ', entries), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Remove_TenantInUse_IsRefused()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        await farm.TenantAsync("acme");
        await TestFarm.ProblemAsync(await farm.AdminAsync(HttpMethod.Delete, "tenants/acme"), 409, "tenant-in-use");
        await TestFarm.ProblemAsync(await farm.AdminAsync(HttpMethod.Delete, "tenants/nobody"), 404, "tenant-unknown");
        await TestFarm.ProblemAsync(await farm.AdminAsync(HttpMethod.Post, "tenants/nobody/keys", new KeyRequest([KeyScope.Read])), 404, "tenant-unknown");
        await TestFarm.ProblemAsync(await farm.AdminAsync(HttpMethod.Delete, "tenants/acme/keys/none"), 404, "key-unknown");
    }

    [Fact]
    public async Task Set_Mistakes_AreAllTold()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        var wrong = new TenantRequest { Quotas = new(-1, -1, double.MaxValue * -1), ReadPrefixes = ["s3://bucket/a", "nonsense"], WritePrefixes = ["s3://b/../"] };
        var problem = await TestFarm.ProblemAsync(await farm.AdminAsync(HttpMethod.Put, "tenants/acme", wrong), 422);
        Assert.Equal(
            ["/quotas/queuedItems", "/quotas/openJobs", "/quotas/megapixelsPerDay", "/readPrefixes/0", "/readPrefixes/1", "/writePrefixes/0"],
            problem.Errors?.Select(mistake => mistake.Pointer));
        await TestFarm.ProblemAsync(await farm.AdminAsync(HttpMethod.Put, "tenants/Acme", new TenantRequest()), 400, "tenant-invalid");
        await farm.SetTenantAsync("acme");
        problem = await TestFarm.ProblemAsync(await farm.AdminAsync(HttpMethod.Post, "tenants/acme/keys", new KeyRequest([]) { Label = "", ExpiresAt = DateTimeOffset.UnixEpoch }), 422);
        Assert.Equal(["/scopes", "/label", "/expiresAt"], problem.Errors?.Select(mistake => mistake.Pointer));
    }
}
