using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.S3;

/// <summary>One write of one object, from its first byte to the answer whether it stands.</summary>
/// <param name="client">The store.</param>
/// <param name="uri">Where.</param>
/// <param name="write">How.</param>
/// <param name="options">How the store is used.</param>
/// <param name="conditions">What the server is known to do with conditions.</param>
/// <param name="logger">Is told what does not change the outcome.</param>
internal sealed class S3Writer(IAmazonS3 client, ObjectUri uri, WriteOptions write, S3Options options, S3Conditions conditions, ILogger logger)
{
    private static readonly TimeSpan _abortTime = TimeSpan.FromSeconds(30);

    // By this a writer knows its own object when the answer to its last request was lost.
    private readonly string _writeId = Guid.NewGuid().ToString("n");

    /// <summary>Writes.</summary>
    /// <exception cref="FarmException">As <see cref="IObjectStore.WriteAsync"/>.</exception>
    public async Task<WriteResult> RunAsync(Func<Stream, CancellationToken, Task> produce, CancellationToken ct)
    {
        using var upload = new S3Upload(client, uri, options, BeginAsync, ct);
        try
        {
            await produce(upload, ct);
            await upload.FinishAsync();
            ct.ThrowIfCancellationRequested();
            if (write.Sha256 is { } announced && announced != upload.Sha256)
                throw StoreFaults.OtherContent(uri);
            var mine = upload.UploadId is null ? await PutAsync(upload, ct) : await CompleteAsync(upload, ct);
            if (!mine)
                await AbortAsync(upload);
            return new(mine, await ResultAsync(upload, mine, ct));
        }
        catch
        {
            await AbortAsync(upload);
            throw;
        }
    }

    private async Task<string> BeginAsync(CancellationToken ct)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = uri.Bucket,
            Key = uri.Key,
            ContentType = write.ContentType,
        };
        S3Heads.Add(request.Metadata, S3Heads.NotesFor(write, _writeId, write.Sha256));
        return (await client.InitiateMultipartUploadAsync(request, ct)).UploadId;
    }

    private Task<bool> PutAsync(S3Upload upload, CancellationToken ct) => ConditionallyAsync(async header =>
    {
        using var content = new MemoryStream(upload.Small.ToArray(), writable: false);
        var request = new PutObjectRequest
        {
            BucketName = uri.Bucket,
            Key = uri.Key,
            ContentType = write.ContentType,
            InputStream = content,
            UseChunkEncoding = false,
            IfNoneMatch = header,
        };
        S3Heads.Add(request.Metadata, S3Heads.NotesFor(write, _writeId, upload.Sha256));
        await client.PutObjectAsync(request, ct);
    }, ct);

    private Task<bool> CompleteAsync(S3Upload upload, CancellationToken ct) => ConditionallyAsync(async header =>
    {
        try
        {
            await client.CompleteMultipartUploadAsync(new()
            {
                BucketName = uri.Bucket,
                Key = uri.Key,
                UploadId = upload.UploadId,
                PartETags = upload.Parts,
                IfNoneMatch = header,
            }, ct);
        }
        catch (AmazonS3Exception gone) when (S3Faults.IsUploadGone(gone))
        {
            // An earlier repetition of this very request may have done it.
            if (!await IsMineAsync(ct))
                throw;
        }
    }, ct);

    /// <returns>Whether the object is now the one of this writer; false when another was there already.</returns>
    private async Task<bool> ConditionallyAsync(Func<string?, Task> send, CancellationToken ct)
    {
        try
        {
            if (write.Condition == WriteCondition.Overwrite)
            {
                await send(null);
                return true;
            }
            if (await FindAsync(ct) is { } there)
                return S3Heads.WriteIdOf(there) == _writeId;
            if (!conditions.AreUsed)
            {
                await send(null);
                return true;
            }
            try
            {
                await send("*");
                return true;
            }
            catch (Exception fault) when (S3Faults.IsConditionFailed(fault) || S3Faults.IsConflict(fault))
            {
                if (await FindAsync(ct) is { } winner)
                    return S3Heads.WriteIdOf(winner) == _writeId;
                throw StoreFaults.Unavailable($"Another '{uri}' was being written at the same moment.", fault);
            }
            catch (Exception fault) when (S3Faults.IsConditionUnknown(fault))
            {
                await send(null);
                conditions.AreUnknown(uri.Bucket);
                return true;
            }
        }
        catch (Exception fault) when (S3Faults.IsOfStore(fault, ct))
        {
            throw S3Faults.Writing(uri, fault);
        }
    }

    /// <returns>The head of what is there, with the SHA-256 noted where that can be.</returns>
    private async Task<ObjectHead> ResultAsync(S3Upload upload, bool mine, CancellationToken ct)
    {
        var answer = await FoundAsync(ct);
        if (!mine || S3Heads.WriteIdOf(answer) != _writeId)
            return S3Heads.Of(uri, answer);
        if (answer.ContentLength != upload.Position)
            throw StoreFaults.Unavailable($"'{uri}' was stored with {answer.ContentLength} of {upload.Position} bytes.");
        var noted = S3Heads.Of(uri, answer);
        var head = noted with
        {
            Sha256 = upload.Sha256,
        };
        return noted.Sha256 is null && options.NoteSha256OfLargeObjects ? await SealedAsync(head, upload.Sha256, ct) : head;
    }

    // The SHA-256 of a large object is known when it is there already; then it is noted with it.
    private async Task<ObjectHead> SealedAsync(ObjectHead head, string sha256, CancellationToken ct)
    {
        var copy = new S3SelfCopy(client, uri, write.ContentType, AbortAsync);
        try
        {
            await copy.RunAsync(head, S3Heads.NotesFor(write, _writeId, sha256), ct);
        }
        catch (Exception fault) when (S3Faults.IsOfStore(fault, ct))
        {
            // The object stands, whole. Its reader lacks a means to compare, which is no reason to make it again.
            Log.Unsealed(logger, fault, uri.ToString());
            return head;
        }
        var answer = await FoundAsync(ct);
        var after = S3Heads.Of(uri, answer);
        if (S3Heads.WriteIdOf(answer) != _writeId || !S3SelfCopy.MayHaveMissed(head, after))
            return after;
        try
        {
            await copy.RunAsync(after, S3Heads.NotesFor(write, _writeId, null), ct);   // a note that is not true of the content is taken away again
        }
        catch (Exception fault) when (S3Faults.IsOfStore(fault, ct))
        {
            throw S3Faults.Writing(uri, fault);
        }
        return S3Heads.Of(uri, await FoundAsync(ct));
    }

    private async Task<bool> IsMineAsync(CancellationToken ct) => await FindAsync(ct) is { } there && S3Heads.WriteIdOf(there) == _writeId;

    private async Task<GetObjectMetadataResponse> FoundAsync(CancellationToken ct)
    {
        try
        {
            return await FindAsync(ct) ?? throw StoreFaults.Unavailable($"'{uri}' was removed while it was written.");
        }
        catch (Exception fault) when (S3Faults.IsOfStore(fault, ct))
        {
            throw S3Faults.Writing(uri, fault);
        }
    }

    private async Task<GetObjectMetadataResponse?> FindAsync(CancellationToken ct)
    {
        try
        {
            return await client.GetObjectMetadataAsync(uri.Bucket, uri.Key, ct);
        }
        catch (AmazonS3Exception fault) when (S3Faults.IsMissing(fault))
        {
            return null;
        }
    }

    private async Task AbortAsync(S3Upload upload)
    {
        // First the parts under way: one that arrives behind the abort would stay for ever.
        await upload.StopAsync();
        if (upload.UploadId is { } id)
            await AbortAsync(id);
    }

    // The write's own token may have fired already. What went wrong here never hides what went wrong before.
    private async Task AbortAsync(string id)
    {
        using var limit = new CancellationTokenSource(_abortTime);
        try
        {
            await client.AbortMultipartUploadAsync(uri.Bucket, uri.Key, id, limit.Token);
        }
        catch (Exception fault) when (!S3Faults.IsUploadGone(fault))
        {
            Log.AbortFailed(logger, fault, uri.ToString());
        }
        catch (AmazonS3Exception)
        {
            // Already gone: completed, or aborted by the server.
        }
    }
}
