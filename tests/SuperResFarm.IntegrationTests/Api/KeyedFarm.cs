using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Logging;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;

namespace SuperResFarm.IntegrationTests.Api;

/// <summary>The service with keys, and the words in which tests ask it.</summary>
internal sealed class KeyedFarm : IAsyncDisposable
{
    private readonly string _secrets;

    private KeyedFarm(TestFarm farm, KeyText admin, string secrets) => (Farm, Admin, _secrets) = (farm, admin, secrets);

    public TestFarm Farm { get; }

    /// <summary>The operator's first key.</summary>
    public KeyText Admin { get; }

    public static async Task<KeyedFarm> StartAsync(
        JobsServers servers, DatabaseKind kind = DatabaseKind.Sqlite, Dictionary<string, string?>? settings = null, string? address = null, ILoggerProvider? logs = null)
    {
        var secrets = Directory.CreateTempSubdirectory("superres-secrets-").FullName;
        var (pepper, bootstrap, admin) = (Path.Combine(secrets, "pepper"), Path.Combine(secrets, "bootstrap"), KeyText.Create());
        await File.WriteAllTextAsync(pepper, "a pepper of thirty-two bytes or more\n");
        await File.WriteAllTextAsync(bootstrap, admin.Reveal() + "\n");
        var all = new Dictionary<string, string?>(settings ?? [])
        {
            ["Api:Keys:Required"] = "true",
            ["Api:Keys:PepperFile"] = pepper,
            ["Api:Keys:BootstrapFile"] = bootstrap,
        };
        return new KeyedFarm(await TestFarm.StartAsync(servers, kind, all, address: address, logs: logs), admin, secrets);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var message = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers)
            message.Headers.TryAddWithoutValidation(name, value);
        return await Farm.Http.SendAsync(message);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? key) => SendAsync(HttpMethod.Get, path, key);

    public Task<HttpResponseMessage> AdminAsync(HttpMethod method, string path, object? body = null) =>
        SendAsync(method, $"/v1/admin/{path}", Admin.Reveal(), body is null ? null : JsonContent.Create(body, body.GetType(), options: FarmJson.Options));

    public async Task SetTenantAsync(string name, TenantRequest? request = null)
    {
        using var answer = await AdminAsync(HttpMethod.Put, $"tenants/{name}", request ?? new TenantRequest());
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<NewKeyBody> MakeKeyAsync(string tenant, DateTimeOffset? expires = null, string label = "default", params KeyScope[] scopes) => await TestFarm.BodyAsync<NewKeyBody>(
        await AdminAsync(HttpMethod.Post, $"tenants/{tenant}/keys", new KeyRequest(scopes.Length > 0 ? scopes : [KeyScope.Read, KeyScope.Submit]) { Label = label, ExpiresAt = expires }), 201);

    /// <summary>Makes a tenant and a key that may submit and read.</summary>
    public async Task<string> TenantAsync(string name, TenantRequest? request = null)
    {
        await SetTenantAsync(name, request);
        return (await MakeKeyAsync(name)).Key;
    }

    public Task<HttpResponseMessage> SubmitAsync(string? key, JobRequest request, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, "/v1/jobs", key, JsonContent.Create(request, options: FarmJson.Options), headers);

    public static JobRequest Items(int count) => TestFarm.Request([.. Enumerable.Range(0, count).Select(number => new ItemRequest($"s3://images/{number}.png"))]);

    public async ValueTask DisposeAsync()
    {
        await Farm.DisposeAsync();
        Directory.Delete(_secrets, recursive: true);
    }
}
