namespace SuperResFarm.Contracts.Http;

/// <summary>Body of <c>POST /v1/uploads</c>.</summary>
/// <param name="Files">What shall be uploaded, 1 to 1000 files.</param>
public sealed record UploadRequest(IReadOnlyList<FileRequest> Files)
{
    /// <summary>Id of an earlier upload that these files join; absent: a new one.</summary>
    public Guid? Upload { get; init; }
}

/// <summary>A file that shall be uploaded.</summary>
/// <param name="Name">Relative path, <c>folder/photo.jpg</c>, at most 512 bytes; each once in a request. Results are named after it.</param>
/// <param name="Bytes">Its length, exactly.</param>
public sealed record FileRequest(string Name, long Bytes)
{
    /// <summary>SHA-256 of its content, 64 lower-case hexadecimal digits: then it is compared when the file is read, and by many stores when it is written.</summary>
    public string? Sha256 { get; init; }
}

/// <summary>Where files can be put.</summary>
/// <param name="Id">Id of the upload.</param>
/// <param name="Prefix">What the addresses of its files begin with.</param>
/// <param name="ExpiresAt">Until when they can be put there.</param>
/// <param name="KeptUntil">From when on they may be removed, when they are put there now.</param>
/// <param name="Files">In the order of the request.</param>
public sealed record UploadBody(Guid Id, string Prefix, DateTimeOffset ExpiresAt, DateTimeOffset KeptUntil, IReadOnlyList<FileBody> Files);

/// <summary>Where one file can be put.</summary>
/// <param name="Name">As it was announced.</param>
/// <param name="Uri">Address of the object that it becomes, to be named as a source.</param>
/// <param name="Url">Where to send it. A secret until it expires: who has it can write the object.</param>
/// <param name="Method">How.</param>
/// <param name="Headers">What the request must say, exactly so.</param>
/// <param name="Direct">Whether it is sent to the farm itself, with the key as always, rather than to a store, which must never see the key.</param>
public sealed record FileBody(string Name, string Uri, string Url, string Method, IReadOnlyDictionary<string, string> Headers, bool Direct);

/// <summary>A file that was sent to the farm itself.</summary>
/// <param name="Uri">Address of the object that it became.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its content, 64 lower-case hexadecimal digits.</param>
/// <param name="Version">Its ETag, to be named as the version of a source.</param>
public sealed record StoredBody(string Uri, long Bytes, string Sha256, string Version);
