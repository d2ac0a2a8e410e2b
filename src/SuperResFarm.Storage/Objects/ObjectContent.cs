namespace SuperResFarm.Storage.Objects;

/// <summary>An object being read.</summary>
/// <param name="head">What it is.</param>
/// <param name="body">The bytes asked for.</param>
public sealed class ObjectContent(ObjectHead head, Stream body) : IAsyncDisposable
{
    /// <summary>What it is; <see cref="ObjectHead.Bytes"/> is the length of the whole object, also when a part is read.</summary>
    public ObjectHead Head => head;

    /// <summary>
    /// The bytes asked for, forwards only. It ends after exactly these bytes, or throws a
    /// <see cref="Contracts.Failures.FarmException"/>: a short or changed object is never taken for a whole one. When all of the
    /// object is read and its SHA-256 is known, the last read compares it.
    /// </summary>
    public Stream Body => body;

    /// <summary>Ends the reading, also before the end.</summary>
    public ValueTask DisposeAsync() => body.DisposeAsync();
}
