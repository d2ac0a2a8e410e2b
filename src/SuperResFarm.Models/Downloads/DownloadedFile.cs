namespace SuperResFarm.Models.Downloads;

/// <summary>A file that is now there, whole.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, 64 lower-case hexadecimal digits.</param>
/// <param name="Verified">Whether that is the checksum that was asked for; false when none was known.</param>
/// <param name="AlreadyThere">Whether it was there before, so that nothing was fetched.</param>
public sealed record DownloadedFile(string Path, long Bytes, string Sha256, bool Verified, bool AlreadyThere);
