using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Farm;

/// <summary>What operators ask of a farm. All calls end with a <see cref="CommandException"/> when the farm refuses or does not answer.</summary>
/// <param name="http">The way to it, with a key that has the scope admin.</param>
internal sealed class AdminClient(FarmHttp http) : IDisposable
{
    private const string Tenants = "v1/admin/tenants";

    /// <summary>All tenants by name.</summary>
    public async IAsyncEnumerable<TenantBody> TenantsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        string? cursor = null;
        do
        {
            var page = await GetAsync<Page<TenantBody>>($"{Tenants}?limit=1000{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", ct);
            foreach (var tenant in page.Items)
                yield return tenant;
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>One tenant.</summary>
    public Task<TenantBody> TenantAsync(string name, CancellationToken ct) => GetAsync<TenantBody>(PathOf(name), ct);

    /// <returns>One tenant; null: there is none of that name.</returns>
    public async Task<TenantBody?> FindTenantAsync(string name, CancellationToken ct)
    {
        try
        {
            return await TenantAsync(name, ct);
        }
        catch (CommandException refused) when (refused.Refusal == "tenant-unknown")
        {
            return null;
        }
    }

    /// <summary>Sets everything of a tenant.</summary>
    public Task<TenantBody> SetTenantAsync(string name, TenantRequest tenant, CancellationToken ct) =>
        http.SendAsync(new FarmRequest(HttpMethod.Put, PathOf(name)) { Body = () => Json(tenant) }, http.ReadAsync<TenantBody>, ct);

    /// <summary>Forgets a tenant.</summary>
    public Task RemoveTenantAsync(string name, CancellationToken ct) => DeleteAsync(PathOf(name), ct);

    /// <summary>Makes a key. Tried once: a second try might make a second one.</summary>
    public Task<NewKeyBody> CreateKeyAsync(string tenant, KeyRequest key, CancellationToken ct)
    {
        var post = new FarmRequest(HttpMethod.Post, $"{PathOf(tenant)}/keys")
        {
            Body = () => Json(key),
            QuietPatience = TimeSpan.Zero,
            InDoubt = $"Whether the key was made is not known: look with 'superres keys list {tenant}', revoke one that you have not seen, and try again.",
        };
        return http.SendAsync(post, http.ReadAsync<NewKeyBody>, ct);
    }

    /// <summary>A tenant's keys.</summary>
    public async Task<IReadOnlyList<KeyBody>> KeysAsync(string tenant, CancellationToken ct) => (await GetAsync<Page<KeyBody>>($"{PathOf(tenant)}/keys", ct)).Items;

    /// <summary>Makes a key invalid.</summary>
    public Task RevokeKeyAsync(string tenant, string id, CancellationToken ct) => DeleteAsync($"{PathOf(tenant)}/keys/{Uri.EscapeDataString(id)}", ct);

    /// <summary>The audit log, the newest entries first.</summary>
    /// <param name="tenant">Only what concerns this tenant; null: all.</param>
    /// <param name="most">No more than that many.</param>
    /// <param name="ct">Ends it.</param>
    public async IAsyncEnumerable<AuditBody> AuditAsync(string? tenant, int most, [EnumeratorCancellation] CancellationToken ct)
    {
        var left = most;
        string? cursor = null;
        do
        {
            var limit = Math.Min(left, 1000).ToString(CultureInfo.InvariantCulture);
            var page = await GetAsync<Page<AuditBody>>(
                $"v1/admin/audit?limit={limit}{(tenant is null ? "" : $"&tenant={Uri.EscapeDataString(tenant)}")}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", ct);
            foreach (var entry in page.Items.Take(left))
                yield return entry;
            left -= page.Items.Count;
            cursor = page.NextCursor;
        }
        while (left > 0 && cursor is not null);
    }

    public void Dispose() => http.Dispose();

    private static string PathOf(string tenant) => $"{Tenants}/{Uri.EscapeDataString(tenant)}";

    private static StringContent Json<T>(T body) => new(FarmBodies.Line(body), new MediaTypeHeaderValue("application/json"));

    private Task<T> GetAsync<T>(string path, CancellationToken ct) => http.SendAsync(new FarmRequest(HttpMethod.Get, path), http.ReadAsync<T>, ct);

    private Task<bool> DeleteAsync(string path, CancellationToken ct) => http.SendAsync(new FarmRequest(HttpMethod.Delete, path), (response, _) =>
    {
        response.Dispose();
        return Task.FromResult(true);
    }, ct);
}
