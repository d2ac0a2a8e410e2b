using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.S3;

/// <summary>
/// Signs addresses. What an upload was announced as is signed with it: another length is refused by every server, and other content by those that know
/// checksums (<see cref="ChecksumMode.WhenSupported"/>); elsewhere the SHA-256 noted with the object tells it to whoever reads.
/// </summary>
internal static class S3Presigning
{
    private const string Length = "Content-Length";
    private static readonly TimeSpan _longest = TimeSpan.FromDays(7);

    /// <exception cref="FarmException">The options are out of range, or there is nothing to sign with.</exception>
    public static PresignedAddress Sign(AmazonS3Client client, S3Options store, ObjectUri uri, PresignOptions options, DateTimeOffset now)
    {
        if (options.ValidFor < TimeSpan.FromSeconds(1) || options.ValidFor > _longest)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, "A presigned address is valid for 1 second to 7 days.");
        var request = new GetPreSignedUrlRequest
        {
            BucketName = uri.Bucket,
            Key = uri.Key,
            Verb = options.Use == PresignedUse.Put ? HttpVerb.PUT : HttpVerb.GET,
            Expires = (now + options.ValidFor).UtcDateTime,
            Protocol = (store.PublicEndpoint ?? store.Endpoint)?.StartsWith("http://", StringComparison.Ordinal) == true ? Protocol.HTTP : Protocol.HTTPS,
        };
        var headers = HeadersOf(store, options);
        foreach (var (name, value) in headers)
            request.Headers[name] = value;
        if (options.FileName is { } file)
            request.ResponseHeaderOverrides.ContentDisposition = Attachment.Named(file);
        try
        {
            return new(new(client.GetPreSignedURL(request)), headers);
        }
        catch (AmazonClientException fault)
        {
            throw FarmException.Rejected(FailureCode.SettingsInvalid, "There are no keys to sign an address with; set Storage:S3:AccessKey and Storage:S3:SecretKey.", fault);
        }
    }

    private static Dictionary<string, string> HeadersOf(S3Options store, PresignOptions options)
    {
        var headers = new Dictionary<string, string>();
        if (options.Bytes is { } bytes)
            headers[Length] = $"{bytes}";
        if (options.Sha256 is not { } sha256)
            return headers;
        headers[S3Heads.NotePrefix + MetadataRules.Sha256] = sha256;
        if (S3Clients.ModeOf(store) == ChecksumMode.WhenSupported)
            headers["x-amz-checksum-sha256"] = Convert.ToBase64String(Convert.FromHexString(sha256));
        return headers;
    }
}
