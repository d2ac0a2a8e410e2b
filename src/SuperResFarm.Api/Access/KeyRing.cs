using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Health;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Api.Access;

/// <summary>Knows whose key a key is. What the database says is remembered for three seconds, so a revoked key is refused within five on all replicas.</summary>
internal sealed class KeyRing(KeyStore keys, KeyHasher hasher, KeyUse use, StartGate gate, IOptions<ApiOptions> options, TimeProvider time, ILogger<KeyRing> logger)
{
    private static readonly TimeSpan _memory = TimeSpan.FromSeconds(3);

    // Wrong ids are remembered too, so that trying them does not reach the database each time; the number keeps memory bounded.
    private const int MostKnown = 10_000;

    private readonly ConcurrentDictionary<string, Known> _known = new();
    private readonly KeyText? _bootstrap = KeyOptionsRules.BootstrapOf(options.Value.Keys);

    /// <returns>Whose key it is; null: nobody's, or it is not valid any more. Which of these is told to the log alone.</returns>
    /// <param name="key">Of anybody.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<Caller?> FindAsync(KeyText key, CancellationToken ct)
    {
        if (_bootstrap is not null && key.Id == _bootstrap.Id)
            return hasher.Matches(key, hasher.Hash(_bootstrap)) ? new Caller(key.Id, options.Value.Tenant, [KeyScope.Admin]) : Refused(key, "its secret is wrong");
        var known = await KnownAsync(key.Id, ct);
        var matches = hasher.Matches(key, known.Hash);
        if (known.Key is not { } found)
            return Refused(key, "there is no such key");
        if (!matches)
            return Refused(key, "its secret is wrong");
        if (!found.IsLive(time.GetUtcNow()))
            return Refused(key, found.RevokedAt is null ? "it has expired" : "it is revoked");
        use.Note(key.Id);
        return new Caller(found.Id, found.Tenant, found.Scopes);
    }

    private async Task<Known> KnownAsync(string id, CancellationToken ct)
    {
        if (_known.TryGetValue(id, out var known) && time.GetElapsedTime(known.Since) < _memory)
            return known;
        if (!gate.IsOpen)
            throw FaultMap.NoDatabase();
        var since = time.GetTimestamp();
        var found = await keys.FindAsync(id, ct);
        if (_known.Count >= MostKnown)
            _known.Clear();
        return _known[id] = new Known(found?.Key, found?.Hash, since);
    }

    private Caller? Refused(KeyText key, string why)
    {
        Log.KeyRefused(logger, key.Id, why);
        return null;
    }

    private sealed record Known(ApiKeyView? Key, byte[]? Hash, long Since);
}
