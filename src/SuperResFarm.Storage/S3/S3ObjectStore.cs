using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.S3;

/// <summary>Objects in AWS S3 or a server that speaks its protocol (Ceph, MinIO, R2 and others).</summary>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private readonly S3Options _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly S3Conditions _conditions;
    private readonly AmazonS3Client _client;
    private readonly AmazonS3Client _presigner;

    /// <param name="options">Valid options; see <see cref="StorageOptionsValidator"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told what does not change an outcome.</param>
    public S3ObjectStore(S3Options options, TimeProvider time, ILogger<S3ObjectStore> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _conditions = new(options.ConditionalWrites, logger);
        _client = S3Clients.Create(options, options.Endpoint);
        _presigner = options.PublicEndpoint is null ? _client : S3Clients.Create(options, options.PublicEndpoint);
    }

    /// <inheritdoc/>
    public async Task<ObjectHead?> FindAsync(ObjectUri uri, CancellationToken ct)
    {
        try
        {
            return S3Heads.Of(uri, await _client.GetObjectMetadataAsync(uri.Bucket, uri.Key, ct));
        }
        catch (AmazonS3Exception fault) when (S3Faults.IsMissing(fault))
        {
            return null;
        }
        catch (Exception fault) when (S3Faults.IsOfStore(fault, ct))
        {
            throw S3Faults.Reading(uri, fault);
        }
    }

    /// <inheritdoc/>
    public async Task<ObjectContent> OpenReadAsync(ObjectUri uri, ReadOptions options, CancellationToken ct)
    {
        ByteRanges.Check(options);
        var last = options.Length is { } wanted && wanted <= long.MaxValue - options.Offset ? options.Offset + wanted - 1 : long.MaxValue;
        var first = await OpenAsync(uri, options.IsWhole ? null : new(options.Offset, last), options.Version, ct);
        var head = S3Heads.Of(uri, first);
        var length = ByteRanges.LengthIn(uri, options, head.Bytes);
        var body = new S3Body(
            (from, token) => OpenAsync(uri, new(from, options.Offset + length - 1), head.Version, token),
            first, uri, options.Offset, length, _options, _time, _logger);
        return new(head, new VerifiedStream(body, uri, length, options.IsWhole ? head.Sha256 : null));
    }

    /// <inheritdoc/>
    public async Task<WriteResult> WriteAsync(ObjectUri uri, Func<Stream, CancellationToken, Task> produce, WriteOptions options, CancellationToken ct)
    {
        MetadataRules.Check(options);
        return options.Condition == WriteCondition.OnlyIfAbsent && await FindAsync(uri, ct) is { } there
            ? new(false, there)
            : await new S3Writer(_client, uri, options, _options, _conditions, _logger).RunAsync(produce, ct);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectEntry> ListAsync(ObjectPrefix prefix, string? after, [EnumeratorCancellation] CancellationToken ct)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = prefix.Bucket,
            Prefix = prefix.Start,
            StartAfter = after,
        };
        ListObjectsV2Response page;
        do
        {
            page = await ListingAsync(prefix, () => _client.ListObjectsV2Async(request, ct), ct);
            foreach (var entry in page.S3Objects ?? [])
                yield return new(prefix.Bucket, entry.Key, entry.Size ?? 0, S3Heads.Unquoted(entry.ETag), new(entry.LastModified?.ToUniversalTime() ?? DateTime.UnixEpoch));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(ObjectUri uri, CancellationToken ct)
    {
        try
        {
            await _client.DeleteObjectAsync(uri.Bucket, uri.Key, ct);
        }
        catch (AmazonS3Exception fault) when (S3Faults.IsMissing(fault))
        {
            // Nothing to remove; some servers say so.
        }
        catch (Exception fault) when (S3Faults.IsOfStore(fault, ct))
        {
            throw S3Faults.Writing(uri, fault);
        }
    }

    /// <inheritdoc/>
    public bool CanPresign => true;

    /// <inheritdoc/>
    public PresignedAddress Presign(ObjectUri uri, PresignOptions options) => S3Presigning.Sign(_presigner, _options, uri, options, _time.GetUtcNow());

    /// <inheritdoc/>
    public async Task<int> AbortStaleUploadsAsync(ObjectPrefix prefix, TimeSpan olderThan, CancellationToken ct)
    {
        var before = (_time.GetUtcNow() - olderThan).UtcDateTime;
        var request = new ListMultipartUploadsRequest
        {
            BucketName = prefix.Bucket,
            Prefix = prefix.Start,
        };
        var stale = new List<MultipartUpload>();
        ListMultipartUploadsResponse page;
        do
        {
            page = await ListingAsync(prefix, () => _client.ListMultipartUploadsAsync(request, ct), ct);
            stale.AddRange((page.MultipartUploads ?? []).Where(upload => upload.Initiated?.ToUniversalTime() < before));
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (page.IsTruncated == true);
        foreach (var upload in stale)
            await ListingAsync(prefix, () => AbortAsync(prefix.Bucket, upload, ct), ct);
        return stale.Count;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _presigner.Dispose();
    }

    private async Task<GetObjectResponse> OpenAsync(ObjectUri uri, ByteRange? range, ObjectVersion? version, CancellationToken ct)
    {
        var request = new GetObjectRequest
        {
            BucketName = uri.Bucket,
            Key = uri.Key,
            VersionId = version?.VersionId,
            EtagToMatch = version is null ? null : $"\"{version.ETag}\"",
            ByteRange = range,
        };
        try
        {
            var answer = await _client.GetObjectAsync(request, ct);
            // Servers that do not know a header ignore it.
            var fault = version is not null && S3Heads.Unquoted(answer.ETag) != version.ETag ? StoreFaults.Changed(uri)
                : range is not null && answer.HttpStatusCode != HttpStatusCode.PartialContent
                    ? FarmException.Rejected(FailureCode.SourceUnreadable, $"'{uri}' cannot be read in parts: the store does not know ranges.")
                : null;
            if (fault is null)
                return answer;
            answer.Dispose();
            throw fault;
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw StoreFaults.BehindEnd(uri, range?.Start ?? 0, fault);
        }
        catch (Exception fault) when (S3Faults.IsOfStore(fault, ct))
        {
            throw S3Faults.Reading(uri, fault);
        }
    }

    private async Task<bool> AbortAsync(string bucket, MultipartUpload upload, CancellationToken ct)
    {
        try
        {
            await _client.AbortMultipartUploadAsync(bucket, upload.Key, upload.UploadId, ct);
            return true;
        }
        catch (AmazonS3Exception fault) when (S3Faults.IsUploadGone(fault))
        {
            return false;
        }
    }

    private static async Task<T> ListingAsync<T>(ObjectPrefix prefix, Func<Task<T>> ask, CancellationToken ct)
    {
        try
        {
            return await ask();
        }
        catch (Exception fault) when (S3Faults.IsOfStore(fault, ct))
        {
            throw S3Faults.Listing(prefix.ToString(), fault);
        }
    }
}
