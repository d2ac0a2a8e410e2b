namespace SuperResFarm.Models.Downloads;

/// <summary>How far a download is.</summary>
/// <param name="Received">Bytes there, those of earlier runs included; falls back to 0 when the download has to start over.</param>
/// <param name="Total">Length of the file, or null when the server does not tell.</param>
/// <param name="Wait">Time until the next attempt, after an interruption; null while bytes flow.</param>
/// <param name="Reason">Why it waits, as in <c>the connection ended early</c>; null while bytes flow.</param>
public readonly record struct DownloadProgress(long Received, long? Total, TimeSpan? Wait = null, string? Reason = null);
