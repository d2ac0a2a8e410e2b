using System.Security.Cryptography;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Models.Downloads;

/// <summary>The beginning of a file being downloaded, <c>NAME.part</c>, with its record <c>NAME.part.json</c> beside it. Both are held
/// exclusively: nobody else can write while this one lives.</summary>
internal sealed class PartFile : IDisposable
{
    private readonly string _target;
    private readonly FileStream _side;
    private readonly FileStream _content;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private PartFile(string target, FileStream side, FileStream content)
    {
        (_target, _side, _content) = (target, side, content);
        Record = PartRecord.Read(side);
    }

    /// <summary>What the bytes there belong to; null when there are none, or nobody knows.</summary>
    public PartRecord? Record { get; private set; }

    /// <summary>Bytes there.</summary>
    public long Length { get; private set; }

    /// <summary>Whether some of the bytes are of an earlier run.</summary>
    public bool IsOfEarlierRun { get; private set; }

    /// <summary>SHA-256 of the bytes there, lower-case hexadecimal.</summary>
    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <param name="target">Path that the whole file gets; its folder is made.</param>
    /// <exception cref="FarmException">Another process is at it, or the folder cannot be written.</exception>
    public static PartFile Open(string target)
    {
        FileStream? side = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            // In this order: whoever holds the record may rename the part, so nobody can hold a part that is being renamed.
            side = OpenExclusively(target + ".part.json");
            return new(target, side, OpenExclusively(target + ".part"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            side?.Dispose();
            throw DownloadFailures.OfFolder(target, fault);
        }
    }

    /// <summary>Takes up what an earlier run left, if it belongs to the same file and can be gone on with.</summary>
    /// <param name="request">What is to be fetched.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task TakeUpAsync(DownloadRequest request, CancellationToken ct)
    {
        var total = Record?.Total ?? request.Bytes;
        if (Record is null || Record.Url != request.Url || (request.Bytes ?? total) != total || _content.Length > total
            || (Record.Validator is null && _content.Length != total))
        {
            await RestartAsync();
            return;
        }
        await Guarded(async () =>
        {
            var buffer = new byte[1 << 20];
            _content.Position = 0;
            for (int read; (read = await _content.ReadAsync(buffer, ct)) > 0; Length += read)
                _hash.AppendData(buffer, 0, read);
        });
        IsOfEarlierRun = Length > 0;
    }

    /// <summary>Throws the bytes away.</summary>
    /// <param name="record">What the bytes to come belong to.</param>
    /// <exception cref="FarmException">The disk is full or fails.</exception>
    public Task RestartAsync(PartRecord? record = null) => Guarded(async () =>
    {
        _content.SetLength(0);
        _content.Position = 0;
        _hash.GetHashAndReset();
        (Record, Length, IsOfEarlierRun) = (record, 0, false);
        _side.SetLength(0);
        if (record is not null)
            await record.WriteAsync(_side);
    });

    /// <exception cref="FarmException">The disk is full or fails.</exception>
    public Task AppendAsync(ReadOnlyMemory<byte> bytes) => Guarded(async () =>
    {
        // Not to be cancelled: bytes and hash must stay in step.
        await _content.WriteAsync(bytes, CancellationToken.None);
        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
    });

    /// <summary>Gives the whole file its name, at once and only after its bytes are on the disk.</summary>
    /// <exception cref="FarmException">The disk is full or fails.</exception>
    public Task PublishAsync() => Guarded(() =>
    {
        _content.Flush(flushToDisk: true);
        File.Move(_content.Name, _target, overwrite: true);
        File.Delete(_side.Name);
        return Task.CompletedTask;
    });

    /// <summary>Lets go; what is there stays for the next run, an empty part does not.</summary>
    public void Dispose()
    {
        if (_content.Length == 0)
            DeleteBoth();
        _content.Dispose();
        _side.Dispose();
        _hash.Dispose();
    }

    private void DeleteBoth()
    {
        try
        {
            File.Delete(_content.Name);
            File.Delete(_side.Name);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // An empty file left over hinders nobody; what led here is the failure to tell of.
        }
    }

    // A fault of the disk must not pass for one of the network.
    private async Task Guarded(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DownloadFailures.OfFolder(_target, fault);
        }
    }

    private static FileStream OpenExclusively(string path) =>
        new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
}
