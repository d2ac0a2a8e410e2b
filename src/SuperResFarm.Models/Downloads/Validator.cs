using System.Net.Http.Headers;

namespace SuperResFarm.Models.Downloads;

/// <summary>What a server says of a version of a file, so that the rest is not fetched of another version.</summary>
/// <param name="ETag">Strong entity tag with its quotes, or null.</param>
/// <param name="LastModified">Time of the last change, or null.</param>
internal sealed record Validator(string? ETag, DateTimeOffset? LastModified)
{
    /// <returns>The validator of an answer, or null when it has none to rely on.</returns>
    public static Validator? Of(HttpResponseMessage response)
    {
        // Weak tags may stay the same while bytes differ (RFC 9110, 8.8.1).
        var etag = response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;
        var modified = response.Content.Headers.LastModified;
        return etag is null && modified is null ? null : new(etag, modified);
    }

    /// <returns>The condition for a range: it is sent only of this version, else the whole file is.</returns>
    public RangeConditionHeaderValue Condition() =>
        ETag is not null ? new(new EntityTagHeaderValue(ETag)) : new(LastModified.GetValueOrDefault());

    /// <returns>Whether an answer is of this version, as far as it tells: some servers ignore the condition.</returns>
    public bool Fits(HttpResponseMessage response) => Of(response) switch
    {
        null => true,
        { ETag: { } other } when ETag is not null => other == ETag,
        var other => other.LastModified is null || LastModified is null || other.LastModified == LastModified,
    };
}
