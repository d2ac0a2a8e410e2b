using Microsoft.Extensions.Options;
using SuperResFarm.Api.Manifests;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Submissions;

/// <summary>Fetches lists of images from the object store.</summary>
/// <param name="store">Where they are.</param>
/// <param name="spool">Keeps them.</param>
/// <param name="options">How long they may be.</param>
internal sealed class ManifestFetch(IObjectStore store, Spool spool, IOptions<ApiOptions> options)
{
    /// <returns>What the list is; null: a mistake is noted.</returns>
    /// <exception cref="FarmException">The store is unavailable.</exception>
    public async Task<ObjectHead?> FindAsync(ObjectUri manifest, MistakeList mistakes, CancellationToken ct)
    {
        try
        {
            return await store.HeadAsync(manifest, ct);
        }
        catch (FarmException fault) when (fault.Next == Disposition.Reject)
        {
            mistakes.Add("/manifest/uri", fault);
            return null;
        }
    }

    /// <returns>A copy of the list.</returns>
    /// <exception cref="ProblemException">413: it is longer than lists may be.</exception>
    /// <exception cref="FarmException">It was changed meanwhile, or the store is unavailable.</exception>
    public async Task<SpoolFile> FetchAsync(ObjectHead manifest, CancellationToken ct)
    {
        if (manifest.Bytes > options.Value.MaxManifestBytes)
            throw spool.TooLong();
        await using var content = await store.OpenReadAsync(manifest.Uri, new ReadOptions { Version = manifest.Version }, ct);
        return await spool.CopyAsync(content.Body, ct);
    }
}
