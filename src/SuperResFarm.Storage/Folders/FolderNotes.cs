using System.Text.Json;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.Folders;

/// <summary>
/// What is noted with an object: <c>BUCKET/.superres/notes/XX/KEYHASH-STAMP.json</c>. The name says which content of the object the notes
/// belong to, and they are written before that content appears. So no reader ever sees an object with another's notes, whichever of several writers
/// wins, and notes of a file that some other program replaced are not found any more.
/// </summary>
internal sealed record FolderNotes(string Key, string ContentType, string Sha256, IReadOnlyDictionary<string, string> Metadata)
{
    private const string Folder = "notes";

    /// <summary>Writes the notes of a content that is about to appear.</summary>
    /// <returns>False when notes of that name are there already: the content needs another time stamp.</returns>
    public bool TryWrite(Jail jail, ObjectUri uri, FileState state)
    {
        using var folder = jail.OpenFolder(FoldersOf(uri), create: true);
        if (Jail.CreateFile(folder!, NameOf(uri, state)) is not { } file)
            return false;
        using var stream = new FileStream(file, FileAccess.Write);
        JsonSerializer.Serialize(stream, this);
        stream.Flush(flushToDisk: true);
        return true;
    }

    /// <returns>The notes of a content, or null when it has none, or damaged ones.</returns>
    public static FolderNotes? Read(Jail jail, ObjectUri uri, FileState state)
    {
        using var folder = jail.OpenFolder(FoldersOf(uri), create: false);
        return folder is null ? null : Read(folder, NameOf(uri, state));
    }

    /// <summary>Removes the notes of a content that is no more.</summary>
    public static void Delete(Jail jail, ObjectUri uri, FileState state)
    {
        using var folder = jail.OpenFolder(FoldersOf(uri), create: false);
        if (folder is not null)
            _ = LibC.UnlinkAt(Jail.Number(folder), NameOf(uri, state), 0);
    }

    /// <summary>Removes notes of contents that never appeared or are no more.</summary>
    /// <param name="jail">The store.</param>
    /// <param name="prefix">Of which objects.</param>
    /// <param name="before">Only notes written before this.</param>
    /// <param name="isCurrent">Whether notes of that name belong to what is there now.</param>
    public static void Sweep(Jail jail, ObjectPrefix prefix, DateTimeOffset before, Func<ObjectUri, string, bool> isCurrent)
    {
        using var all = jail.OpenFolder([prefix.Bucket, FolderPath.Reserved, Folder], create: false);
        foreach (var (group, _) in all is null ? [] : Jail.Entries(all).Where(entry => entry.IsFolder).ToList())
        {
            using var folder = jail.OpenFolder([prefix.Bucket, FolderPath.Reserved, Folder, group], create: false);
            foreach (var (name, _) in folder is null ? [] : Jail.Entries(folder).Where(entry => !entry.IsFolder).ToList())
                if (FileState.Of(Jail.Number(folder!), name) is { } state && state.LastModified < before
                    && Read(folder!, name) is { } notes && ObjectUri.IsValid(prefix.Bucket, notes.Key)
                    && ObjectUri.Of(prefix.Bucket, notes.Key) is var uri && prefix.Covers(uri) && !isCurrent(uri, name))
                    _ = LibC.UnlinkAt(Jail.Number(folder!), name, 0);
        }
    }

    /// <returns>Name of the file with the notes of a content.</returns>
    public static string NameOf(ObjectUri uri, FileState state) => $"{HashOf(uri)}-{state.Stamp}.json";

    private static FolderNotes? Read(Microsoft.Win32.SafeHandles.SafeFileHandle folder, string name)
    {
        try
        {
            using var file = Jail.OpenFile(folder, name);
            if (file is null)
                return null;
            using var stream = new FileStream(file, FileAccess.Read);
            return JsonSerializer.Deserialize<FolderNotes>(stream) is { Key: not null, ContentType: not null, Sha256: not null, Metadata: not null } notes ? notes : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string[] FoldersOf(ObjectUri uri) => [uri.Bucket, FolderPath.Reserved, Folder, HashOf(uri)[..2]];

    private static string HashOf(ObjectUri uri) => FileHash.Sha256(System.Text.Encoding.UTF8.GetBytes(uri.Key));
}
