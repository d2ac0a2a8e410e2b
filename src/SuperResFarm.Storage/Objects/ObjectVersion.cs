namespace SuperResFarm.Storage.Objects;

/// <summary>Which state of an object is meant.</summary>
/// <param name="ETag">Changes with the content; without quotes. Not a checksum.</param>
/// <param name="VersionId">The version of a bucket that keeps versions, else null. With it the object is read as it was, even after
/// it has been replaced.</param>
public sealed record ObjectVersion(string ETag, string? VersionId = null);
