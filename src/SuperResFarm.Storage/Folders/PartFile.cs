using System.ComponentModel;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.Folders;

/// <summary>
/// A file being written beside its final name. It becomes the object in one step, with its notes there before it; until then it is no
/// object, and disposing removes it.
/// </summary>
internal sealed class PartFile : IDisposable
{
    /// <summary>How unfinished files end; they begin with <see cref="FolderPath.Reserved"/>.</summary>
    public const string Ending = ".part";

    private const int MaxTries = 100;

    private readonly Jail _jail;
    private readonly FolderPath _path;
    private readonly SafeFileHandle _folder;
    private readonly string _name;
    private readonly SafeFileHandle _file;

    private PartFile(Jail jail, FolderPath path, SafeFileHandle folder, string name, SafeFileHandle file)
    {
        (_jail, _path, _folder, _name, _file) = (jail, path, folder, name, file);
        Content = new(new FileStream(file, FileAccess.Write, 1 << 17), path.Uri);
    }

    /// <summary>Takes the bytes.</summary>
    public HashingStream Content { get; }

    /// <summary>Makes the folders and the file.</summary>
    /// <exception cref="Win32Exception">The system refuses, or something is in the way.</exception>
    public static PartFile Create(Jail jail, FolderPath path)
    {
        var name = $"{FolderPath.Reserved}-{Guid.NewGuid():n}{Ending}";
        for (var tries = 1; ; tries++)
        {
            try
            {
                return Create(jail, path, name);
            }
            catch (Win32Exception fault) when (fault.NativeErrorCode == LibC.Missing && tries < MaxTries)
            {
                // Somebody deleted the last object of a folder, and the folder with it, between two steps.
            }
        }
    }

    /// <summary>Makes the file the object.</summary>
    /// <param name="options">What is noted with it.</param>
    /// <param name="now">Now.</param>
    /// <returns>The object's head, or null when the condition failed.</returns>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    /// <exception cref="Contracts.Failures.FarmException">The content is not what was announced.</exception>
    public ObjectHead? Publish(WriteOptions options, DateTimeOffset now)
    {
        Content.Finish();
        var sha256 = Content.Sha256;
        if (options.Sha256 is { } announced && announced != sha256)
            throw StoreFaults.OtherContent(_path.Uri);
        var notes = new FolderNotes(_path.Uri.Key, options.ContentType, sha256, options.Metadata);
        FileState state;
        do
        {
            // A stamp of its own for each writing, also where the system's clock ticks slowly.
            File.SetLastWriteTimeUtc(_file, now.UtcDateTime.AddTicks(-RandomNumberGenerator.GetInt32((int)TimeSpan.TicksPerMillisecond)));
            state = FileState.Of(_file);
        }
        while (!notes.TryWrite(_jail, _path.Uri, state));
        RandomAccess.FlushToDisk(_file);
        var folder = Jail.Number(_folder);
        var replaced = FileState.Of(folder, _path.Name);
        var fault = options.Condition == WriteCondition.OnlyIfAbsent
            ? Jail.Fault(LibC.LinkAt(folder, _name, folder, _path.Name, 0))
            : Jail.Fault(LibC.RenameAt(folder, _name, folder, _path.Name));
        if (fault != 0)
        {
            FolderNotes.Delete(_jail, _path.Uri, state);
            return fault == LibC.Exists && replaced is not { IsFile: false } ? null : throw new Win32Exception(fault == LibC.Exists ? LibC.IsAFolder : fault);
        }
        _ = LibC.UnlinkAt(folder, _name, 0);
        FolderReads.SyncFolder(_folder);
        if (replaced is { IsFile: true } old && old.Stamp != state.Stamp)
            FolderNotes.Delete(_jail, _path.Uri, old);
        return FolderReads.Head(_path.Uri, state, notes);
    }

    private static PartFile Create(Jail jail, FolderPath path, string name)
    {
        var folder = jail.OpenFolder(path.Folders, create: true)!;   // made if it was missing
        try
        {
            return new(jail, path, folder, name, Jail.CreateFile(folder, name) ?? throw new Win32Exception(LibC.Missing));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Removes the file unless it became the object.</summary>
    public void Dispose()
    {
        _ = LibC.UnlinkAt(Jail.Number(_folder), _name, 0);
        Content.Dispose();
        _folder.Dispose();
    }
}
