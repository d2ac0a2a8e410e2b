using System.Security.Cryptography;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Storage.Objects;

/// <summary>Reads exactly the bytes that were promised; at their end the content is compared with what is known of it.</summary>
/// <param name="inner">Where they come from; disposed with this.</param>
/// <param name="uri">Which object, for messages.</param>
/// <param name="bytes">How many.</param>
/// <param name="sha256">What they hash to, or null.</param>
/// <param name="atEnd">Throws when something else is wrong that shows only at the end.</param>
internal sealed class VerifiedStream(Stream inner, ObjectUri uri, long bytes, string? sha256, Action? atEnd = null) : Stream
{
    private readonly IncrementalHash? _hash = sha256 is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _done;
    private bool _checked;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => bytes;

    public override long Position
    {
        get => _done;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, bytes - _done);
        if (wanted == 0)
            return AtEnd(buffer.Length);
        try
        {
            var count = await inner.ReadAsync(buffer[..wanted], cancellationToken);
            return Took(buffer.Span, count);
        }
        catch (IOException fault)
        {
            throw BrokeOff(fault);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, bytes - _done);
        if (wanted == 0)
            return AtEnd(buffer.Length);
        try
        {
            return Took(buffer, inner.Read(buffer[..wanted]));
        }
        catch (IOException fault)
        {
            throw BrokeOff(fault);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        _hash?.Dispose();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _hash?.Dispose();
        }
        base.Dispose(disposing);
    }

    private int Took(ReadOnlySpan<byte> buffer, int count)
    {
        if (count == 0)
            throw BrokeOff(null);
        _hash?.AppendData(buffer[..count]);
        _done += count;
        // Compared with the last bytes, not behind them: readers that know the length never ask again.
        if (_done == bytes)
            Check();
        return count;
    }

    private FarmException BrokeOff(IOException? fault) => StoreFaults.Unavailable($"'{uri}' broke off after {_done} of {bytes} bytes.", fault);

    private int AtEnd(int room)
    {
        if (room > 0 && _done == bytes)
            Check();
        return 0;
    }

    private void Check()
    {
        if (_checked)
            return;
        atEnd?.Invoke();
        if (_hash is not null && Convert.ToHexStringLower(_hash.GetHashAndReset()) != sha256)
            throw StoreFaults.Damaged(uri);
        _checked = true;
    }
}
