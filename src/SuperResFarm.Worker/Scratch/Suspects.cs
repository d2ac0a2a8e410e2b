using System.Collections.Concurrent;
using System.Globalization;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Worker.Scratch;

/// <summary>
/// Attempts that were in the pipeline when their process died: an image may have killed it. Each place notes its attempt on disk before the
/// image is opened; whoever sweeps after a dead process reads the notes.
/// </summary>
internal sealed class Suspects
{
    private const string Note = "inside";

    private readonly ConcurrentDictionary<string, byte> _attempts = new();

    /// <summary>Notes that an attempt enters the pipeline.</summary>
    /// <param name="place">Its folder.</param>
    /// <param name="item">The attempt.</param>
    public static void Enter(string place, UpscaleItem item) => File.WriteAllText(Path.Combine(place, Note), Name(item));

    /// <summary>Reads what a dead process has noted.</summary>
    /// <param name="folder">Its folder.</param>
    public void Read(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var note in Directory.EnumerateFiles(folder, Note, SearchOption.AllDirectories))
            _attempts.TryAdd(File.ReadAllText(note), 0);
    }

    /// <returns>Whether a process died while it was at this very attempt.</returns>
    /// <param name="item">The attempt.</param>
    public bool Include(UpscaleItem item) => _attempts.ContainsKey(Name(item));

    private static string Name(UpscaleItem item) => string.Create(CultureInfo.InvariantCulture, $"{item.JobId} {item.Item} {item.Attempt}");
}
