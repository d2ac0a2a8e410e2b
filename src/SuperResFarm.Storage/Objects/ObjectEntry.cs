namespace SuperResFarm.Storage.Objects;

/// <summary>A line of a listing.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The key as the store has it, which need not be one that <see cref="ObjectUri"/> takes.</param>
/// <param name="Bytes">Length.</param>
/// <param name="ETag">State, without quotes.</param>
/// <param name="LastModified">When it was written, by the store's clock.</param>
public sealed record ObjectEntry(string Bucket, string Key, long Bytes, string ETag, DateTimeOffset LastModified)
{
    /// <summary>Whether the object can be reached: its key follows the rules, and it is not the marker of an empty folder.</summary>
    public bool IsAddressable => ObjectUri.IsValid(Bucket, Key);

    /// <summary>Its address.</summary>
    /// <exception cref="Contracts.Failures.FarmException">It has none that is allowed; see <see cref="IsAddressable"/>.</exception>
    public ObjectUri Uri => ObjectUri.Of(Bucket, Key);
}
