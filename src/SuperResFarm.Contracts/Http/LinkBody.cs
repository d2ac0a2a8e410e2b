namespace SuperResFarm.Contracts.Http;

/// <summary>Where a result can be fetched.</summary>
/// <param name="Number">Place of the item in its job, from 0.</param>
/// <param name="Source">Address of the image.</param>
/// <param name="Target">Address of the result.</param>
/// <param name="Name">A relative path for it: what follows the job's folder in the farm's own place for results, elsewhere the whole key.</param>
/// <param name="Url">Where it is. A secret until it expires, where it expires: who has it can read the result.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its content, 64 lower-case hexadecimal digits.</param>
/// <param name="Direct">Whether it is fetched from the farm itself, with the key as always, rather than from a store, which must never see the key.</param>
/// <param name="ExpiresAt">Until when; absent: as long as the job is known.</param>
public sealed record LinkBody(
    int Number, string Source, string Target, string Name, string Url, long Bytes, string Sha256, bool Direct, DateTimeOffset? ExpiresAt = null);
