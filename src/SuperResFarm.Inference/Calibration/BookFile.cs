using System.Text.Json;
using System.Text.Json.Serialization;

namespace SuperResFarm.Inference.Calibration;

/// <summary>The file of a calibration book. Any number of processes may read and write it.</summary>
/// <param name="path">The file; null: there is none, which reads and writes as a folder that cannot be written.</param>
internal sealed class BookFile(string? path)
{
    private const int Version = 1;   // files of other versions are as good as none
    private static readonly TimeSpan _longestTurn = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Changes when the file does.</summary>
    public (DateTime Written, long Bytes)? Stamp()
    {
        var file = path is null ? null : new FileInfo(path);
        return file is { Exists: true } ? (file.LastWriteTimeUtc, file.Length) : null;
    }

    /// <returns>All sound entries; none when the file is missing, damaged, unreadable or of another version.</returns>
    public IReadOnlyList<BookEntry> Read()
    {
        if (path is null)
            return [];
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllText(path), _json) is { Version: Version, Entries: { } entries }
                ? [.. entries.Where(entry => entry is not null && entry.IsSound())]
                : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    /// <summary>Replaces the file; it is always a whole one. A folder that cannot be written only means that the next start measures again.</summary>
    public void Write(IEnumerable<BookEntry> entries)
    {
        if (path is null)
            return;
        try
        {
            var fresh = $"{path}.{Environment.ProcessId}.part";
            File.WriteAllText(fresh, JsonSerializer.Serialize(new Content(Version, [.. entries.OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal)]), _json));
            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // As above.
        }
    }

    /// <summary>Waits until no other process is between reading and writing.</summary>
    /// <returns>To be disposed of after writing. Null where the folder cannot be written, and when another process takes longer than any write does:
    /// at worst something is measured twice then.</returns>
    public IDisposable? TakeTurn()
    {
        if (path is null)
            return null;
        FileStream? turn = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            SpinWait.SpinUntil(() => TryLock(out turn), _longestTurn);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Writing will find the same.
        }
        return turn;
    }

    private bool TryLock(out FileStream? turn)
    {
        try
        {
            turn = new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            turn = null;
            return false;
        }
    }

    private sealed record Content(int Version, IReadOnlyList<BookEntry> Entries);
}
