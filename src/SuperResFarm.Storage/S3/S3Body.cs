using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.S3;

/// <summary>
/// The bytes of an object as they come. A connection that breaks or falls silent is opened again where it stopped, for the same version, so one read never mixes
/// two contents. Repetitions are counted anew after each byte that arrived.
/// </summary>
/// <param name="open">Opens the object from a byte on; throws in the farm's words.</param>
/// <param name="first">The answer whose bytes come first.</param>
/// <param name="uri">Which object, for messages.</param>
/// <param name="start">First byte.</param>
/// <param name="length">Bytes from there.</param>
/// <param name="options">Repetitions and longest silence.</param>
/// <param name="time">The clock of pauses and silences.</param>
/// <param name="logger">Is told of breaks.</param>
internal sealed class S3Body(
    Func<long, CancellationToken, Task<GetObjectResponse>> open,
    GetObjectResponse first,
    ObjectUri uri,
    long start,
    long length,
    S3Options options,
    TimeProvider time,
    ILogger logger) : Stream
{
    private GetObjectResponse? _answer = first;
    private long _done;
    private int _breaks;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => _done;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || _done == length)
            return 0;
        while (true)
        {
            Exception? fault = null;
            try
            {
                _answer ??= await open(start + _done, cancellationToken);
                if (await ReadOnceAsync(_answer.ResponseStream, buffer, cancellationToken) is > 0 and var count)
                {
                    (_done, _breaks) = (_done + count, 0);
                    return count;
                }
            }
            catch (Exception caught) when (S3Faults.IsOfStore(caught, cancellationToken))
            {
                fault = caught;
            }
            await PauseAsync(fault, cancellationToken);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var copy = new byte[Math.Min(buffer.Length, 1 << 16)];
        var count = ReadAsync(copy).AsTask().GetAwaiter().GetResult();
        copy.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _answer?.Dispose();
        base.Dispose(disposing);
    }

    private async Task<int> ReadOnceAsync(Stream stream, Memory<byte> buffer, CancellationToken ct)
    {
        using var silence = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, silence.Token);
        return await stream.ReadAsync(buffer, either.Token);
    }

    private async Task PauseAsync(Exception? fault, CancellationToken ct)
    {
        _answer?.Dispose();
        _answer = null;
        if (_breaks++ == options.Retries)
            throw StoreFaults.Unavailable($"'{uri}' broke off after {_done} of {length} bytes, and again when asked for the rest.", fault);
        Log.Resumed(logger, fault, uri.ToString(), start + _done);
        await Task.Delay(TimeSpan.FromMilliseconds((50 << Math.Min(_breaks, 6)) * (1 + Random.Shared.NextDouble())), time, ct);
    }
}
