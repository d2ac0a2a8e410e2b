using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Submissions;

/// <summary>Tells one request from another, however either was spelled: order of members, spaces, and what is said that goes without saying.</summary>
internal static class RequestHash
{
    // Hashed before it is checked, so it may hold numbers that JSON has no words for.
    private static readonly JsonSerializerOptions _options = new(FarmJson.Options) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <returns>SHA-256 of a request, 64 lower-case hexadecimal digits. It does not depend on whose request it is.</returns>
    /// <param name="request">As it came.</param>
    /// <param name="contents">What it lists elsewhere: the state of its manifest in the object store, or the hash of its body.</param>
    public static string Of(JobRequest request, params IEnumerable<string?> contents)
    {
        if (request.Labels is { } labels)
            request = request with { Labels = new SortedDictionary<string, string>(labels.ToDictionary(), StringComparer.Ordinal) };
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
            JsonSerializer.Serialize(json, request, _options);
        // A line feed can be in none of the parts.
        foreach (var content in contents)
            bytes.Write(Encoding.UTF8.GetBytes($"\n{content}"));
        return FileHash.Sha256(bytes.WrittenSpan);
    }
}
