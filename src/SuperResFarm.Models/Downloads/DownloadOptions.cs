using System.Net;

namespace SuperResFarm.Models.Downloads;

/// <summary>How patient a download is.</summary>
public sealed record DownloadOptions
{
    /// <value>Attempts after the first, as long as none of them gains a mebibyte (then the count starts anew): 0 or more, default
    /// 4.</value>
    public int Retries { get; init; } = 4;

    /// <value>Pause before the second attempt, doubled for each one after it up to <see cref="LongestDelay"/>; default 1 s.</value>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <value>Longest pause between attempts, also when the server asks for one; if it asks for more, the download ends and says so.
    /// Default 60 s.</value>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <value>Time without a byte after which an attempt counts as interrupted: up to 24 days, or
    /// <see cref="Timeout.InfiniteTimeSpan"/> for never; default 60 s.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <value>Most bytes taken of a file whose length nobody tells; default that of <see cref="CheckpointLimits"/>.</value>
    public long MaxBytes { get; init; } = CheckpointLimits.Default.FileBytes;

    /// <value>The proxy that the client uses, to name it when it fails; default that of the environment.</value>
    public IWebProxy Proxy { get; init; } = HttpClient.DefaultProxy;

    /// <value>Free bytes of a folder's disk, or null when not known.</value>
    internal Func<string, long?> FreeBytes { get; init; } = DiskSpace.FreeBytes;
}
