using System.Diagnostics;
using System.Net;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

[Collection(JobsServers.Collection)]
public class KeyTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Requests_WithoutAGoodKey_AreAll401AndAlike(DatabaseKind kind)
    {
        await using var farm = await KeyedFarm.StartAsync(servers, kind);
        var key = await farm.TenantAsync("acme");
        var id = key.Split('_')[1];
        await TestFarm.BodyAsync<Page<JobBody>>(await farm.GetAsync("/v1/jobs", key), 200);

        foreach (var path in new[] { "/v1/jobs", "/v1/models", "/v1/admin/tenants", $"/v1/jobs/{Guid.NewGuid()}/report" })
        {
            using var missing = await farm.GetAsync(path, null);
            Assert.Equal("Bearer", missing.Headers.WwwAuthenticate.Single().ToString());
            await TestFarm.ProblemAsync(missing, 401, "key-missing");
        }
        var details = new List<string?>();
        foreach (var wrong in new[] { KeyText.Create().Reveal(), $"srf_{id}_{KeyText.Create().Secret}", key[..^1], key + "a", "srf_", "srf__", "nonsense", $"srf_{id}_", $"SRF{key[3..]}" })
        {
            using var answer = await farm.GetAsync("/v1/jobs", wrong);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
            var problem = await TestFarm.ProblemAsync(answer, 401, "key-invalid");
            details.Add(problem.Detail);
        }
        Assert.Single(details.Distinct());
    }

    [Fact]
    public async Task OwnHeader_WithAKey_IsAsGood()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        var key = await farm.TenantAsync("acme");
        using var alone = await farm.SendAsync(HttpMethod.Get, "/v1/jobs", null, null, ("X-Api-Key", key));
        using var beside = await farm.SendAsync(HttpMethod.Get, "/v1/jobs", "a-gateways-own.token", null, ("X-Api-Key", key));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (alone.StatusCode, beside.StatusCode));
    }

    [Fact]
    public async Task OpenPlaces_NeedNoKey()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        foreach (var path in new[] { "/health/live", "/health/startup", "/openapi/v1.json" })
        {
            using var answer = await farm.GetAsync(path, null);
            Assert.True(answer.IsSuccessStatusCode, path);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Jobs_OfOthers_AreAsUnknownAsThoseThatAreNot(DatabaseKind kind)
    {
        await using var farm = await KeyedFarm.StartAsync(servers, kind);
        var (acme, rival) = (await farm.TenantAsync("acme"), await farm.TenantAsync("rival"));
        var job = await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(acme, KeyedFarm.Items(2), ("X-Tenant", "rival")), 202);

        foreach (var id in new[] { job.Id, Guid.NewGuid() })
        {
            foreach (var path in new[] { "", "/items", "/report", "/events" })
                await TestFarm.ProblemAsync(await farm.GetAsync($"/v1/jobs/{id}{path}", rival), 404, "job-unknown");
            foreach (var order in new[] { "cancel", "retry" })
                await TestFarm.ProblemAsync(await farm.SendAsync(HttpMethod.Post, $"/v1/jobs/{id}/{order}", rival), 404, "job-unknown");
        }
        Assert.Empty((await TestFarm.BodyAsync<Page<JobBody>>(await farm.GetAsync("/v1/jobs", rival), 200)).Items);
        Assert.Equal(job.Id, Assert.Single((await TestFarm.BodyAsync<Page<JobBody>>(await farm.GetAsync("/v1/jobs", acme), 200)).Items).Id);
    }

    [Fact]
    public async Task Scopes_ThatAreLacking_Are403()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        await farm.SetTenantAsync("acme");
        var read = (await farm.MakeKeyAsync("acme", label: "read", scopes: KeyScope.Read)).Key;
        var submit = (await farm.MakeKeyAsync("acme", label: "submit", scopes: KeyScope.Submit)).Key;
        var admin = (await farm.MakeKeyAsync("acme", label: "admin", scopes: KeyScope.Admin)).Key;

        await TestFarm.ProblemAsync(await farm.SubmitAsync(read, KeyedFarm.Items(1)), 403, "scope-missing");
        await TestFarm.ProblemAsync(await farm.SubmitAsync(admin, KeyedFarm.Items(1)), 403, "scope-missing");
        await TestFarm.ProblemAsync(await farm.GetAsync("/v1/jobs", submit), 403, "scope-missing");
        await TestFarm.ProblemAsync(await farm.GetAsync("/v1/admin/tenants", read), 403, "scope-missing");
        await TestFarm.ProblemAsync(await farm.GetAsync("/v1/jobs", farm.Admin.Reveal()), 403, "scope-missing");
        await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(submit, KeyedFarm.Items(1)), 202);
        await TestFarm.BodyAsync<Page<TenantBody>>(await farm.GetAsync("/v1/admin/tenants", admin), 200);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Revoke_OnOneReplica_IsHeardOfByAllWithinFiveSeconds(DatabaseKind kind)
    {
        var address = await servers.CreateAsync(kind);
        await using var one = await KeyedFarm.StartAsync(servers, kind, address: address);
        await using var other = await KeyedFarm.StartAsync(servers, kind, address: address);
        await one.SetTenantAsync("acme");
        var key = await one.MakeKeyAsync("acme");
        foreach (var farm in new[] { one, other })
            await TestFarm.BodyAsync<Page<JobBody>>(await farm.GetAsync("/v1/jobs", key.Key), 200);

        using var revoked = await one.AdminAsync(HttpMethod.Delete, $"tenants/acme/keys/{key.Facts.Id}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        var since = Stopwatch.StartNew();
        foreach (var farm in new[] { one, other })
            await TestFarm.UntilAsync(async () =>
            {
                using var answer = await farm.GetAsync("/v1/jobs", key.Key);
                return answer.StatusCode == HttpStatusCode.Unauthorized;
            });
        Assert.True(since.Elapsed < TimeSpan.FromSeconds(5), $"{since.Elapsed}");
        var told = Assert.Single((await TestFarm.BodyAsync<Page<KeyBody>>(await one.AdminAsync(HttpMethod.Get, "tenants/acme/keys"), 200)).Items);
        Assert.Equal("revoked", told.State);
    }

    [Fact]
    public async Task Keys_ThatHaveExpired_Are401()
    {
        await using var farm = await KeyedFarm.StartAsync(servers);
        await farm.SetTenantAsync("acme");
        var key = (await farm.MakeKeyAsync("acme", TimeProvider.System.GetUtcNow().AddSeconds(2))).Key;
        await TestFarm.BodyAsync<Page<JobBody>>(await farm.GetAsync("/v1/jobs", key), 200);
        await TestFarm.UntilAsync(async () =>
        {
            using var answer = await farm.GetAsync("/v1/jobs", key);
            return answer.StatusCode == HttpStatusCode.Unauthorized;
        });
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Create_AThirdLiveKeyOfALabel_IsRefusedUntilOneIsRevoked(DatabaseKind kind)
    {
        await using var farm = await KeyedFarm.StartAsync(servers, kind);
        await farm.SetTenantAsync("acme");
        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => farm.AdminAsync(HttpMethod.Post, "tenants/acme/keys", new KeyRequest([KeyScope.Read]))));
        Assert.Equal((2, 4), (made.Count(answer => (int)answer.StatusCode == 201), made.Count(answer => (int)answer.StatusCode == 409)));
        var problem = await TestFarm.ProblemAsync(made.First(answer => (int)answer.StatusCode == 409), 409, "keys-enough");
        Assert.Contains("revoke one", problem.Detail, StringComparison.Ordinal);
        await farm.MakeKeyAsync("acme", label: "another");
        var first = await TestFarm.BodyAsync<NewKeyBody>(made.First(answer => (int)answer.StatusCode == 201), 201);
        using var revoked = await farm.AdminAsync(HttpMethod.Delete, $"tenants/acme/keys/{first.Facts.Id}");
        await farm.MakeKeyAsync("acme");
    }

    [Fact]
    public async Task Database_OfKeys_HoldsNoSecret()
    {
        var address = await servers.CreateAsync(DatabaseKind.Sqlite);
        await using var farm = await KeyedFarm.StartAsync(servers, address: address);
        var key = KeyText.Parse(await farm.TenantAsync("acme"));
        Assert.NotNull(key);
        await TestFarm.BodyAsync<JobBody>(await farm.SubmitAsync(key.Reveal(), KeyedFarm.Items(1)), 202);
        var path = address["Data Source=".Length..];
        foreach (var file in new List<string> { path, $"{path}-wal" }.Where(File.Exists))
        {
            await using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[content.Length];
            await content.ReadExactlyAsync(bytes);
            Assert.True(bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(key.Secret)) < 0, file);
        }
    }

    [Fact]
    public async Task AdminWithoutKeys_IsForNobody()
    {
        await using var farm = await TestFarm.StartAsync(servers);
        await TestFarm.ProblemAsync(await farm.Http.GetAsync("/v1/admin/tenants"), 401, "key-missing");
        Assert.Empty((await farm.GetAsync<Page<JobBody>>("/v1/jobs")).Items);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Submit_HundredEqualAtOnceWithAKey_IsOneJob(DatabaseKind kind)
    {
        await using var farm = await KeyedFarm.StartAsync(servers, kind);
        var key = await farm.TenantAsync("acme", new TenantRequest { Quotas = new(OpenJobs: 1) });
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => farm.SubmitAsync(key, KeyedFarm.Items(5), ("Idempotency-Key", "one"))));
        var jobs = new List<JobBody>();
        foreach (var answer in answers)
            jobs.Add(await TestFarm.BodyAsync<JobBody>(answer, 202));
        Assert.Single(jobs.Select(job => job.Id).Distinct());
    }
}
