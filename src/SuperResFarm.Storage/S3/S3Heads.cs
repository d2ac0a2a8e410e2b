using System.Globalization;
using Amazon.S3.Model;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.S3;

/// <summary>What an answer's headers say about an object, and the headers of an object to be written.</summary>
internal static class S3Heads
{
    /// <summary>What the names of notes begin with.</summary>
    public const string NotePrefix = "x-amz-meta-";

    public static ObjectHead Of(ObjectUri uri, GetObjectMetadataResponse answer) =>
        Of(uri, answer.ETag, answer.VersionId, answer.ContentLength, answer.LastModified, answer.Headers.ContentType, NotesOf(answer.Metadata));

    /// <param name="uri">Which object.</param>
    /// <param name="answer">Answer to a read of all or part of it.</param>
    public static ObjectHead Of(ObjectUri uri, GetObjectResponse answer) =>
        Of(uri, answer.ETag, answer.VersionId, TotalOf(answer), answer.LastModified, answer.Headers.ContentType, NotesOf(answer.Metadata));

    /// <returns>All notes, as they are to be written.</returns>
    /// <param name="options">The writer's notes.</param>
    /// <param name="writeId">By which the writer knows its object again.</param>
    /// <param name="sha256">The content's, when it is known yet.</param>
    public static Dictionary<string, string> NotesFor(WriteOptions options, string writeId, string? sha256)
    {
        var notes = new Dictionary<string, string>(options.Metadata) { [MetadataRules.WriteId] = writeId };
        if (sha256 is not null)
            notes[MetadataRules.Sha256] = sha256;
        return notes;
    }

    public static void Add(MetadataCollection headers, IReadOnlyDictionary<string, string> notes)
    {
        foreach (var (name, value) in notes)
            headers[NotePrefix + name] = HeaderText.Encode(value);
    }

    /// <returns>The writer's mark on an object, or null when it has none.</returns>
    public static string? WriteIdOf(GetObjectMetadataResponse answer) => NotesOf(answer.Metadata).GetValueOrDefault(MetadataRules.WriteId);

    public static string Unquoted(string? etag) => (etag ?? "").Trim('"');

    private static ObjectHead Of(ObjectUri uri, string? etag, string? version, long bytes, DateTime? modified, string? type, Dictionary<string, string> notes)
    {
        var sha256 = notes.GetValueOrDefault(MetadataRules.Sha256);
        _ = notes.Remove(MetadataRules.Sha256) | notes.Remove(MetadataRules.WriteId);
        return new()
        {
            Uri = uri,
            Version = new(Unquoted(etag), string.IsNullOrEmpty(version) || version == "null" ? null : version),
            Bytes = bytes,
            LastModified = new(DateTime.SpecifyKind(modified?.ToUniversalTime() ?? DateTime.UnixEpoch, DateTimeKind.Utc)),
            ContentType = string.IsNullOrEmpty(type) ? "application/octet-stream" : type,
            Metadata = notes,
            Sha256 = sha256 is not null && MetadataRules.IsSha256(sha256) ? sha256 : null,
        };
    }

    private static long TotalOf(GetObjectResponse answer) =>
        answer.ContentRange is { } range && long.TryParse(range[(range.LastIndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var total)
            ? total : answer.ContentLength;

    private static Dictionary<string, string> NotesOf(MetadataCollection headers) => headers.Keys.ToDictionary(
        name => name.StartsWith(NotePrefix, StringComparison.OrdinalIgnoreCase) ? name[NotePrefix.Length..].ToLowerInvariant() : name.ToLowerInvariant(),
        name => HeaderText.Decode(headers[name] ?? ""));
}
