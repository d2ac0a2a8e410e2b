using System.Runtime.CompilerServices;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.Folders;

/// <summary>
/// Objects as plain files below one folder: <c>ROOT/BUCKET/KEY</c>. Files put there by other programs are objects too, without notes. Several
/// processes may use one folder. What a file system cannot do is refused: an object <c>a</c> beside an object <c>a/b</c>, parts of a
/// key over 255 bytes, names that begin with <c>.superres</c>, presigned addresses.
/// </summary>
/// <param name="root">Absolute path; made at the first write, as are buckets.</param>
/// <param name="time">The clock.</param>
public sealed class FolderObjectStore(string root, TimeProvider time) : IObjectStore
{
    private readonly Jail _jail = new(Path.GetFullPath(root));

    /// <inheritdoc/>
    public Task<ObjectHead?> FindAsync(ObjectUri uri, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var path = FolderPath.Of(uri);
        return Task.FromResult(Reading(uri.ToString(), () =>
        {
            using var folder = OpenFolder(path);
            return folder is not null && FileState.Of(Jail.Number(folder), path.Name) is { IsFile: true } state
                ? FolderReads.Head(uri, state, FolderNotes.Read(_jail, uri, state))
                : null;
        }));
    }

    /// <inheritdoc/>
    public Task<ObjectContent> OpenReadAsync(ObjectUri uri, ReadOptions options, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        ByteRanges.Check(options);
        var path = FolderPath.Of(uri);
        return Task.FromResult(Reading(uri.ToString(), () =>
        {
            using var folder = OpenFolder(path);
            var file = (folder is null ? null : Jail.OpenFile(folder, path.Name)) ?? throw StoreFaults.Missing(uri);
            try
            {
                return Open(uri, file, options);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }));
    }

    /// <inheritdoc/>
    public async Task<WriteResult> WriteAsync(ObjectUri uri, Func<Stream, CancellationToken, Task> produce, WriteOptions options, CancellationToken ct)
    {
        MetadataRules.Check(options);
        var path = FolderPath.Of(uri);
        if (options.Condition == WriteCondition.OnlyIfAbsent && await FindAsync(uri, ct) is { } there)
            return new(false, there);
        using var part = Writing(uri, () => PartFile.Create(_jail, path));
        await produce(part.Content, ct);
        ct.ThrowIfCancellationRequested();
        return Writing(uri, () => part.Publish(options, time.GetUtcNow())) is { } written
            ? new(true, written)
            : new(false, await FindAsync(uri, ct) ?? throw StoreFaults.Unavailable($"Another '{uri}' came and went while it was written."));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectEntry> ListAsync(ObjectPrefix prefix, string? after, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.Yield();
        var objects = Reading(prefix.ToString(), () => new FolderWalk(_jail, prefix, after).Objects())
            ?? throw FarmException.Rejected(FailureCode.SourceMissing, $"There is no bucket '{prefix.Bucket}'.");
        using var entries = objects.GetEnumerator();
        while (Reading(prefix.ToString(), entries.MoveNext))
        {
            ct.ThrowIfCancellationRequested();
            yield return entries.Current;
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(ObjectUri uri, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var path = FolderPath.Of(uri);
        Writing(uri, () => Delete(path));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public bool CanPresign => false;

    /// <inheritdoc/>
    public PresignedAddress Presign(ObjectUri uri, PresignOptions options) => throw FarmException.Rejected(FailureCode.SettingsInvalid,
        "A folder store has no presigned addresses; put the files into its folder, or configure an S3 store.");

    /// <inheritdoc/>
    public Task<int> AbortStaleUploadsAsync(ObjectPrefix prefix, TimeSpan olderThan, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var before = time.GetUtcNow() - olderThan;
        return Task.FromResult(Reading(prefix.ToString(), () =>
        {
            FolderNotes.Sweep(_jail, prefix, before, IsCurrent);
            return new FolderWalk(_jail, prefix, null).RemoveParts(before);
        }));
    }

    private ObjectContent Open(ObjectUri uri, Microsoft.Win32.SafeHandles.SafeFileHandle file, ReadOptions options)
    {
        var state = FileState.Of(file);
        var head = FolderReads.Head(uri, state, FolderNotes.Read(_jail, uri, state));
        if (options.Version is { } version && version.ETag != head.Version.ETag)
            throw StoreFaults.Changed(uri);
        var length = ByteRanges.LengthIn(uri, options, head.Bytes);
        var stream = new FileStream(file, FileAccess.Read, 0) { Position = options.Offset };
        return new(head, new VerifiedStream(stream, uri, length, options.IsWhole ? head.Sha256 : null, () =>
        {
            // Another program wrote into the file while it was read.
            if (FileState.Of(file) != state)
                throw StoreFaults.Changed(uri);
        }));
    }

    private void Delete(FolderPath path)
    {
        using (var folder = OpenFolder(path))
        {
            if (folder is null || FileState.Of(Jail.Number(folder), path.Name) is not { IsFile: true } state)
                return;
            if (Jail.Fault(LibC.UnlinkAt(Jail.Number(folder), path.Name, 0)) is var fault and not (0 or LibC.Missing))
                throw new System.ComponentModel.Win32Exception(fault);
            FolderReads.SyncFolder(folder);
            FolderNotes.Delete(_jail, path.Uri, state);
        }
        // Folders exist only for their files, as in S3; the bucket stays.
        for (var depth = path.Folders.Length; depth > 1; depth--)
        {
            using var parent = _jail.OpenFolder(path.Folders.AsSpan(0, depth - 1), create: false);
            if (parent is null || LibC.UnlinkAt(Jail.Number(parent), path.Folders[depth - 1], LibC.RemoveFolder) != 0)
                return;
        }
    }

    private bool IsCurrent(ObjectUri uri, string notes)
    {
        var path = FolderPath.Of(uri);
        using var folder = OpenFolder(path);
        return folder is not null && FileState.Of(Jail.Number(folder), path.Name) is { } state && FolderNotes.NameOf(uri, state) == notes;
    }

    private Microsoft.Win32.SafeHandles.SafeFileHandle? OpenFolder(FolderPath path) => _jail.OpenFolder(path.Folders, create: false);

    private static T Reading<T>(string address, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (FolderFaults.IsOfFiles(fault))
        {
            throw FolderFaults.Reading(address, fault);
        }
    }

    private static T Writing<T>(ObjectUri uri, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception fault) when (FolderFaults.IsOfFiles(fault))
        {
            throw FolderFaults.Writing(uri, fault);
        }
    }

    private static void Writing(ObjectUri uri, Action write) => Writing(uri, () =>
    {
        write();
        return true;
    });
}
