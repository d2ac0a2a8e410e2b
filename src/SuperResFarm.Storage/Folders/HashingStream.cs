using System.Security.Cryptography;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.Folders;

/// <summary>Writes into a file and hashes what goes by. The file's faults come out in the farm's words.</summary>
/// <param name="file">Disposed with this.</param>
/// <param name="uri">What is written, for messages.</param>
internal sealed class HashingStream(FileStream file, ObjectUri uri) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _done;

    /// <summary>SHA-256 of all that was written, once finished.</summary>
    public string Sha256 { get; private set; } = "";

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => _done;

    public override long Position
    {
        get => _done;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            file.Write(buffer);
        }
        catch (Exception fault) when (FolderFaults.IsOfFiles(fault))
        {
            throw FolderFaults.Writing(uri, fault);
        }
        Count(buffer);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await file.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception fault) when (FolderFaults.IsOfFiles(fault))
        {
            throw FolderFaults.Writing(uri, fault);
        }
        Count(buffer.Span);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Bytes go to the disk when the object is published.
    public override void Flush() { }

    /// <summary>Hands the last bytes to the system.</summary>
    /// <exception cref="IOException">There is no room for them.</exception>
    public void Finish()
    {
        file.Flush(flushToDisk: false);
        Sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            try
            {
                file.Dispose();
            }
            catch (IOException)
            {
                // The buffer's rest did not fit on the disk; the file is being thrown away.
            }
        }
        base.Dispose(disposing);
    }

    private void Count(ReadOnlySpan<byte> written)
    {
        _hash.AppendData(written);
        _done += written.Length;
    }
}
