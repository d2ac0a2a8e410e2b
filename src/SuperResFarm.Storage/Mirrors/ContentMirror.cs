using System.Security.Cryptography;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.Mirrors;

/// <summary>
/// A folder's copy of what lies directly below a prefix: files named by their content (<c>SHA256.onnx</c>), fetched when they are
/// needed, and small notes about them (<c>SHA256.json</c>), all kept. A file gets its name when its content has been compared
/// with it, and a good one is never replaced, so that several processes may use one folder.
/// </summary>
/// <param name="store">Where the originals are.</param>
/// <param name="prefix">What their keys begin with; empty behind the bucket or ending in a slash.</param>
/// <param name="folder">The copy's folder, for this alone; made when it is missing.</param>
/// <param name="time">The clock.</param>
public sealed class ContentMirror(IObjectStore store, ObjectPrefix prefix, string folder, TimeProvider time)
{
    private const long LargestNote = 1 << 20;
    private const int BufferBytes = 1 << 17;
    private const string Unfinished = ".part";
    private static readonly TimeSpan _abandoned = TimeSpan.FromDays(1);

    /// <summary>The copy's folder.</summary>
    public string Folder => folder;

    /// <summary>Makes the notes in the folder those below the prefix: fetches what is new, removes what is gone.</summary>
    /// <param name="extension">Of the notes, with its dot.</param>
    /// <param name="ct">Ends it; what was fetched by then stays.</param>
    /// <exception cref="FarmException">The store is unavailable or refuses, or the folder cannot be written.</exception>
    public async Task RefreshNotesAsync(string extension, CancellationToken ct)
    {
        var there = new HashSet<string>();
        await foreach (var entry in store.ListAsync(prefix, null, ct))
            if (entry.Key[prefix.Start.Length..] is var name && IsNamedByContent(name, extension) && entry.Bytes <= LargestNote)
                there.Add(name);
        OnFolder(() => Directory.CreateDirectory(folder));
        foreach (var name in there.Where(name => !File.Exists(PathOf(name))))
            await PutAsync(name, sha256: null, ct);
        OnFolder(() =>
        {
            foreach (var gone in Directory.EnumerateFiles(folder, "*" + extension).Where(path => IsNamedByContent(Path.GetFileName(path), extension) && !there.Contains(Path.GetFileName(path))))
                File.Delete(gone);
            foreach (var part in Directory.EnumerateFiles(folder, "*" + Unfinished).Where(IsAbandoned))
                File.Delete(part);
        });
    }

    /// <summary>Makes sure that a file is in the folder with the content its name promises.</summary>
    /// <param name="sha256">Of the content, 64 lower-case hexadecimal digits.</param>
    /// <param name="extension">With its dot.</param>
    /// <param name="ct">Ends it; nothing half fetched stays.</param>
    /// <exception cref="FarmException">There is no such object, its content is another (<see cref="FailureCode.SourceCorrupt"/>), the store is unavailable,
    /// or the folder is full or cannot be written.</exception>
    public async Task FetchAsync(string sha256, string extension, CancellationToken ct)
    {
        var path = PathOf(sha256 + extension);
        if (File.Exists(path) && await FileHash.Sha256Async(path, ct) == sha256)
            return;
        OnFolder(() => Directory.CreateDirectory(folder));
        await PutAsync(sha256 + extension, sha256, ct);
    }

    private async Task PutAsync(string name, string? sha256, CancellationToken ct)
    {
        var part = PathOf($"{Guid.NewGuid():n}{Unfinished}");
        try
        {
            var found = await CopyAsync(ObjectUri.Of(prefix.Bucket, prefix.Start + name), part, ct);
            if (sha256 is not null && found != sha256)
                throw new FarmException(FailureCode.SourceCorrupt, Disposition.Retry,
                    $"'{prefix}{name}' does not have the content its name promises; put the right file there again.");
            OnFolder(() => File.Move(part, PathOf(name), overwrite: true));
        }
        catch
        {
            RemoveQuietly(part);
            throw;
        }
    }

    private async Task<string> CopyAsync(ObjectUri uri, string path, CancellationToken ct)
    {
        await using var content = await store.OpenReadAsync(uri, ReadOptions.Whole, ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            var buffer = new byte[BufferBytes];
            for (int count; (count = await content.Body.ReadAsync(buffer, ct)) > 0;)
            {
                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), ct);
            }
            file.Flush(flushToDisk: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(fault);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private bool IsAbandoned(string part) => time.GetUtcNow() - File.GetLastWriteTimeUtc(part) > _abandoned;

    private string PathOf(string name) => Path.Combine(folder, name);

    private static bool IsNamedByContent(string name, string extension) =>
        name.EndsWith(extension, StringComparison.Ordinal) && MetadataRules.IsSha256(name[..^extension.Length]);

    // A fault here must not hide the one before; what stays is removed a day later.
    private static void RemoveQuietly(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void OnFolder(Action work)
    {
        try
        {
            work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(fault);
        }
    }

    private FarmException Unwritable(Exception fault) => fault.SaysFull()
        ? StoreFaults.Full("The disk with the copies of models is full; make room on it.", fault)
        : new FarmException(FailureCode.StorageUnavailable, Disposition.Retry, $"The copies of '{prefix}' cannot be written: {fault.Message}", fault);
}
