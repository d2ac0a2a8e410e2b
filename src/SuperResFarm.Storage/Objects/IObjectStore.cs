using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Storage.Objects;

/// <summary>
/// Objects by address. An object appears whole or not at all, and is replaced at once. Every fault of a store is a
/// <see cref="FarmException"/>: <see cref="FailureCode.SourceMissing"/>, <see cref="FailureCode.SourceChanged"/>,
/// <see cref="FailureCode.SourceUnreadable"/> and <see cref="FailureCode.OutputUnwritable"/> are not to be tried again,
/// <see cref="FailureCode.StorageUnavailable"/> and <see cref="FailureCode.StorageFull"/> are.
/// </summary>
public interface IObjectStore
{
    /// <returns>What the object is, or null when there is none.</returns>
    /// <exception cref="FarmException">The store is unavailable or refuses.</exception>
    Task<ObjectHead?> FindAsync(ObjectUri uri, CancellationToken ct);

    /// <summary>Starts to read an object. Its head is here at once, its bytes come as they are read.</summary>
    /// <param name="uri">Which.</param>
    /// <param name="options">Which bytes, and of which version.</param>
    /// <param name="ct">Ends the opening; each read of the body takes its own.</param>
    /// <exception cref="FarmException">There is none, it is in another state than asked for, or the range begins behind its end.</exception>
    Task<ObjectContent> OpenReadAsync(ObjectUri uri, ReadOptions options, CancellationToken ct);

    /// <summary>
    /// Writes an object as its bytes are made, in bounded memory. When <paramref name="produce"/> throws, or the token fires, nothing is stored
    /// and that exception comes out unchanged.
    /// </summary>
    /// <param name="uri">Where.</param>
    /// <param name="produce">Writes the content, forwards only, one write at a time; not called when the condition fails beforehand.</param>
    /// <param name="options">Metadata and condition.</param>
    /// <param name="ct">Ends the writing.</param>
    /// <exception cref="FarmException">The store is unavailable, full or refuses, or the content is not what was announced.</exception>
    Task<WriteResult> WriteAsync(ObjectUri uri, Func<Stream, CancellationToken, Task> produce, WriteOptions options, CancellationToken ct);

    /// <summary>Lists objects in the order of the UTF-8 bytes of their keys, page by page as they are asked for.</summary>
    /// <param name="prefix">What their keys begin with.</param>
    /// <param name="after">Only keys behind this one: the last one seen, to go on later; null for all.</param>
    /// <param name="ct">Ends the listing.</param>
    /// <exception cref="FarmException">The store is unavailable or refuses, or the bucket is missing.</exception>
    IAsyncEnumerable<ObjectEntry> ListAsync(ObjectPrefix prefix, string? after, CancellationToken ct);

    /// <summary>Removes an object; that there is none is no fault.</summary>
    /// <exception cref="FarmException">The store is unavailable or refuses.</exception>
    Task DeleteAsync(ObjectUri uri, CancellationToken ct);

    /// <summary>Whether <see cref="Presign"/> gives addresses at all.</summary>
    bool CanPresign { get; }

    /// <summary>An address with which someone without credentials can fetch or write one object for a while. It is a secret: it belongs in no log.</summary>
    /// <param name="uri">Which.</param>
    /// <param name="options">What for, and for how long.</param>
    /// <exception cref="FarmException">The options are out of range, or this kind of store has no such addresses.</exception>
    PresignedAddress Presign(ObjectUri uri, PresignOptions options);

    /// <summary>Removes what writers left behind that were killed before their end.</summary>
    /// <param name="prefix">Where.</param>
    /// <param name="olderThan">Age from which an unfinished write counts as abandoned; longer than any write takes.</param>
    /// <param name="ct">Ends the work.</param>
    /// <returns>How many unfinished writes were removed.</returns>
    /// <exception cref="FarmException">The store is unavailable or refuses.</exception>
    Task<int> AbortStaleUploadsAsync(ObjectPrefix prefix, TimeSpan olderThan, CancellationToken ct);
}
