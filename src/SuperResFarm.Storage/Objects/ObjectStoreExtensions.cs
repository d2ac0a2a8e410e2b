using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Storage.Objects;

/// <summary>Short forms of what every store can do.</summary>
public static class ObjectStoreExtensions
{
    /// <returns>What the object is.</returns>
    /// <exception cref="FarmException">There is none, or the store is unavailable or refuses.</exception>
    public static async Task<ObjectHead> HeadAsync(this IObjectStore store, ObjectUri uri, CancellationToken ct) =>
        await store.FindAsync(uri, ct) ?? throw StoreFaults.Missing(uri);

    /// <returns>An address for a while, without further conditions.</returns>
    /// <exception cref="FarmException">As <see cref="IObjectStore.Presign"/>.</exception>
    public static Uri Presign(this IObjectStore store, ObjectUri uri, PresignedUse use, TimeSpan validFor) => store.Presign(uri, new(use, validFor)).Url;

    /// <summary>Writes an object from a stream, from its position to its end.</summary>
    /// <exception cref="FarmException">As <see cref="IObjectStore.WriteAsync"/>.</exception>
    public static Task<WriteResult> WriteAsync(this IObjectStore store, ObjectUri uri, Stream content, WriteOptions options, CancellationToken ct) =>
        store.WriteAsync(uri, content.CopyToAsync, options, ct);
}
