using Amazon.S3;
using Amazon.S3.Model;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.S3;

/// <summary>Copies an object onto itself, which is how S3 changes the notes of one that is there.</summary>
/// <param name="client">The store.</param>
/// <param name="uri">Which object.</param>
/// <param name="contentType">Of the object, which a copy must be told anew.</param>
/// <param name="abort">Ends an upload in parts that came to nothing.</param>
internal sealed class S3SelfCopy(IAmazonS3 client, ObjectUri uri, string contentType, Func<string, Task> abort)
{
    // Copies of more than 5 GiB go in parts; 1 GiB parts suffice for 5 TiB.
    private const long LargestCopy = 5L << 30;
    private const long CopyPart = 1L << 30;

    /// <summary>Gives an object other notes, if it is still the one that is meant.</summary>
    /// <param name="head">The object.</param>
    /// <param name="notes">All of them.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="AmazonS3Exception">Also when another object is there by now.</exception>
    public Task RunAsync(ObjectHead head, Dictionary<string, string> notes, CancellationToken ct) =>
        head.Bytes > LargestCopy ? InPartsAsync(head, notes, ct) : AtOnceAsync(head, notes, ct);

    /// <summary>
    /// Whether the notes went to another content than was meant. Ceph copies an object onto itself by changing its notes alone, without looking again, so
    /// another writer's content may have come under them meanwhile; its ETag, that of an upload in parts, tells. Others give the copy an ETag of its own.
    /// </summary>
    /// <param name="before">What was meant.</param>
    /// <param name="after">What is there now, with the new notes.</param>
    public static bool MayHaveMissed(ObjectHead before, ObjectHead after) =>
        before.Bytes <= LargestCopy && IsOfParts(before) && IsOfParts(after) && after.Version.ETag != before.Version.ETag;

    private static bool IsOfParts(ObjectHead head) => head.Version.ETag.Contains('-', StringComparison.Ordinal);

    private async Task AtOnceAsync(ObjectHead head, Dictionary<string, string> notes, CancellationToken ct)
    {
        var request = new CopyObjectRequest
        {
            SourceBucket = uri.Bucket,
            SourceKey = uri.Key,
            DestinationBucket = uri.Bucket,
            DestinationKey = uri.Key,
            MetadataDirective = S3MetadataDirective.REPLACE,
            ContentType = contentType,
            ETagToMatch = $"\"{head.Version.ETag}\"",
        };
        S3Heads.Add(request.Metadata, notes);
        await client.CopyObjectAsync(request, ct);
    }

    private async Task InPartsAsync(ObjectHead head, Dictionary<string, string> notes, CancellationToken ct)
    {
        var begin = new InitiateMultipartUploadRequest
        {
            BucketName = uri.Bucket,
            Key = uri.Key,
            ContentType = contentType,
        };
        S3Heads.Add(begin.Metadata, notes);
        var id = (await client.InitiateMultipartUploadAsync(begin, ct)).UploadId;
        try
        {
            var parts = new List<PartETag>();
            for (var from = 0L; from < head.Bytes; from += CopyPart)
            {
                var answer = await client.CopyPartAsync(new()
                {
                    SourceBucket = uri.Bucket,
                    SourceKey = uri.Key,
                    DestinationBucket = uri.Bucket,
                    DestinationKey = uri.Key,
                    UploadId = id,
                    PartNumber = parts.Count + 1,
                    FirstByte = from,
                    LastByte = Math.Min(head.Bytes, from + CopyPart) - 1,
                    ETagToMatch = [$"\"{head.Version.ETag}\""],
                }, ct);
                parts.Add(new(parts.Count + 1, answer.ETag));
            }
            await client.CompleteMultipartUploadAsync(new()
            {
                BucketName = uri.Bucket,
                Key = uri.Key,
                UploadId = id,
                PartETags = parts,
            }, ct);
        }
        catch
        {
            await abort(id);
            throw;
        }
    }
}
