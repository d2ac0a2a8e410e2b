namespace SuperResFarm.Contracts.Http;

/// <summary>How far the listing of a job's prefix is. The job has the images found so far, and does not end before the listing has.</summary>
/// <param name="Found">Images that were found.</param>
/// <param name="PassedOver">Objects that are no images, or were not meant.</param>
/// <param name="Ended">Whether it has ended: nothing more is found.</param>
public sealed record CrawlBody(int Found, long PassedOver, bool Ended)
{
    /// <summary>What it waits for at this moment, in a sentence; it goes on by itself. Null: for nothing.</summary>
    public string? Waiting { get; init; }

    /// <summary>Why it ended before everything was listed, in a sentence; what was found is done. Null: for no such reason.</summary>
    public string? Error { get; init; }
}
