using Microsoft.Win32.SafeHandles;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Storage.Folders;

/// <summary>Walks a bucket's folders in the order of the keys of their files.</summary>
/// <param name="jail">The store.</param>
/// <param name="prefix">What the keys begin with; other folders are not entered.</param>
/// <param name="after">Only keys behind this one; null for all.</param>
internal sealed class FolderWalk(Jail jail, ObjectPrefix prefix, string? after)
{
    /// <returns>Every file and its state; null when the bucket is missing.</returns>
    public IEnumerable<ObjectEntry>? Objects()
    {
        var bucket = jail.OpenFolder([prefix.Bucket], create: false);
        return bucket is null ? null : Below(bucket, "", IsObject).Select(file => new ObjectEntry(prefix.Bucket, file.Key, file.State.Bytes, file.State.ETag, file.State.LastModified));
    }

    /// <summary>Removes unfinished files.</summary>
    /// <param name="before">Only those last written before this.</param>
    /// <returns>How many.</returns>
    public int RemoveParts(DateTimeOffset before)
    {
        if (jail.OpenFolder([prefix.Bucket], create: false) is not { } bucket)
            return 0;
        var removed = 0;
        foreach (var (key, state) in Below(bucket, "", IsPart))
            if (state.LastModified < before)
            {
                var parts = key.Split('/');
                using var folder = jail.OpenFolder([prefix.Bucket, .. parts[..^1]], create: false);
                removed += folder is not null && LibC.UnlinkAt(Jail.Number(folder), parts[^1], 0) == 0 ? 1 : 0;
            }
        return removed;
    }

    /// <summary>Order of the UTF-8 bytes, as S3 lists: surrogates stand for characters behind all others.</summary>
    internal static int CompareKeys(string left, string right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
            if (left[i] != right[i])
                return Rank(left[i]) - Rank(right[i]);
        return left.Length - right.Length;

        static int Rank(char c) => c >= 0xE000 ? c - 0x800 : c >= 0xD800 ? c + 0x2000 : c;
    }

    private static bool IsObject(string name) => !name.StartsWith(FolderPath.Reserved, StringComparison.Ordinal);

    private static bool IsPart(string name) => !IsObject(name) && name.EndsWith(PartFile.Ending, StringComparison.Ordinal);

    private IEnumerable<(string Key, FileState State)> Below(SafeFileHandle folder, string path, Func<string, bool> isWanted)
    {
        using (folder)
        {
            var entries = Jail.Entries(folder).Select(entry => entry.IsFolder ? entry.Name + "/" : entry.Name).ToList();
            entries.Sort(CompareKeys);
            foreach (var entry in entries)
            {
                var key = path + entry;
                if (entry.EndsWith('/'))
                {
                    if (IsObject(entry) && MayHold(key) && Enter(folder, entry[..^1]) is { } inner)
                        foreach (var file in Below(inner, key, isWanted))
                            yield return file;
                }
                else if (isWanted(entry) && (IsPart(entry) ? IsPartWithin(path) : IsWithin(key)) && FileState.Of(Jail.Number(folder), entry) is { IsFile: true } state)
                {
                    yield return (key, state);
                }
            }
        }
    }

    private static SafeFileHandle? Enter(SafeFileHandle folder, string name)
    {
        var number = LibC.OpenAt(Jail.Number(folder), name, LibC.OpenPath | LibC.Folder | LibC.NoFollow, 0);
        return number < 0 ? null : new(number, ownsHandle: true);
    }

    private bool MayHold(string folder) =>
        (folder.StartsWith(prefix.Start, StringComparison.Ordinal) || prefix.Start.StartsWith(folder, StringComparison.Ordinal))
        && (after is null || CompareKeys(folder, after) > 0 || after.StartsWith(folder, StringComparison.Ordinal));

    private bool IsWithin(string key) => key.StartsWith(prefix.Start, StringComparison.Ordinal) && (after is null || CompareKeys(key, after) > 0);

    // An unfinished file does not say which key it was to have; it belongs to its folder.
    private bool IsPartWithin(string folder) => folder.StartsWith(prefix.Start[..(prefix.Start.LastIndexOf('/') + 1)], StringComparison.Ordinal);
}
