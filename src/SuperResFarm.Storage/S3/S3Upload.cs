using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.S3;

/// <summary>
/// Takes an object's bytes and sends them while more are made: in one request when they fit into one part, else as a multipart upload.
/// Memory: the part being filled and those under way.
/// </summary>
/// <param name="client">The store.</param>
/// <param name="uri">Where.</param>
/// <param name="options">Part size and parallelism.</param>
/// <param name="begin">Opens a multipart upload; its id.</param>
/// <param name="ct">Ends the upload.</param>
internal sealed class S3Upload(IAmazonS3 client, ObjectUri uri, S3Options options, Func<CancellationToken, Task<string>> begin, CancellationToken ct) : Stream
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SemaphoreSlim _room = new(options.ParallelParts);
    private readonly ConcurrentBag<byte[]> _spare = [];
    private readonly List<Task> _underWay = [];
    private readonly ConcurrentBag<PartETag> _sent = [];
    private byte[] _part = [];
    private int _filled;
    private int _number = 1;
    private long _done;
    private volatile Exception? _fault;

    /// <summary>The multipart upload, once there is one.</summary>
    public string? UploadId { get; private set; }

    /// <summary>The whole content, when it fitted into one part.</summary>
    public ReadOnlyMemory<byte> Small => _part.AsMemory(0, _filled);

    /// <summary>SHA-256 of all bytes, once finished.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>The parts in their order, once finished.</summary>
    public List<PartETag> Parts => [.. _sent.OrderBy(part => part.PartNumber)];

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => Position;
    public override long Position
    {
        get => _done;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _hash.AppendData(buffer.Span);
        _done += buffer.Length;
        while (buffer.Length > 0)
        {
            // A part goes only when more follows: the last one may then be known to be the last.
            if (_filled == PartBytes)
                await SendPartAsync();
            if (_filled == _part.Length)
                MakeRoom(buffer.Length);
            var count = Math.Min(buffer.Length, _part.Length - _filled);
            buffer[..count].CopyTo(_part.AsMemory(_filled));
            _filled += count;
            buffer = buffer[count..];
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // The usual case needs no second copy: all fits into the part at hand.
        if (_filled + buffer.Length <= _part.Length)
        {
            _hash.AppendData(buffer);
            _done += buffer.Length;
            buffer.CopyTo(_part.AsSpan(_filled));
            _filled += buffer.Length;
            return;
        }
        WriteAsync(buffer.ToArray(), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Parts have their size; nothing can go earlier.
    public override void Flush() { }

    /// <summary>Sends the last part of a multipart upload, and waits for all.</summary>
    public async Task FinishAsync()
    {
        Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (UploadId is null)
            return;
        await SendPartAsync();
        await Task.WhenAll(_underWay);
        ThrowFault();
    }

    /// <summary>Stops the parts under way and waits for their end; throws nothing.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_underWay);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _room.Dispose();
            _stop.Dispose();
        }
        base.Dispose(disposing);
    }

    private int PartBytes => PartSizes.Of(_number, options.PartBytes);

    // The first part grows with its content: most objects of a thumbnail job are far smaller than a part.
    private void MakeRoom(int wanted)
    {
        if (UploadId is not null)
        {
            _part = _spare.TryTake(out var spare) && spare.Length == PartBytes ? spare : new byte[PartBytes];
            return;
        }
        Array.Resize(ref _part, (int)Math.Min(PartBytes, Math.Max(_part.Length * 4L, Math.Max(1 << 16, (long)_filled + wanted))));
    }

    private async Task SendPartAsync()
    {
        ThrowFault();
        if (_number > PartSizes.MaxParts)
            throw StoreFaults.Unwritable(uri, "it is larger than the 5 TiB an object can have");
        try
        {
            UploadId ??= await begin(_stop.Token);
            await _room.WaitAsync(_stop.Token);
        }
        catch (Exception fault) when (S3Faults.IsOfStore(fault, ct))
        {
            throw S3Faults.Writing(uri, _fault ?? fault);
        }
        _underWay.RemoveAll(task => task.IsCompleted);
        _underWay.Add(SendAsync(_part, _filled, _number++));
        (_part, _filled) = ([], 0);
    }

    private async Task SendAsync(byte[] part, int bytes, int number)
    {
        // Hashing and signing a part is work of its own; the writer goes on meanwhile.
        await Task.Yield();
        try
        {
            using var content = new MemoryStream(part, 0, bytes, writable: false);
            var answer = await client.UploadPartAsync(new()
            {
                BucketName = uri.Bucket,
                Key = uri.Key,
                UploadId = UploadId,
                PartNumber = number,
                PartSize = bytes,
                InputStream = content,
                UseChunkEncoding = false,
            }, _stop.Token);
            _sent.Add(new(number, answer.ETag));
            _spare.Add(part);
        }
        catch (Exception fault)
        {
            // Seen by the next write, or at the end; the other parts need not go on.
            Interlocked.CompareExchange(ref _fault, fault, null);
            await _stop.CancelAsync();
        }
        finally
        {
            _room.Release();
        }
    }

    private void ThrowFault()
    {
        ct.ThrowIfCancellationRequested();
        if (_fault is { } fault)
            throw S3Faults.IsOfStore(fault, ct) ? S3Faults.Writing(uri, fault) : fault;
    }
}
