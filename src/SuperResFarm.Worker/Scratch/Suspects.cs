using System.Collections.Concurrent;
using System.Globalization;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Worker.Scratch;

/// <summary>
/// What processes were at when they died. Each place notes its attempt on disk before the image is opened, and again before its result is
/// stored; whoever sweeps after a dead process reads the notes: an image that was open may have killed it, and an upload may be half done.
/// </summary>
internal sealed class Suspects
{
    private const string Open = "open";
    private const string Storing = "storing";

    private readonly ConcurrentDictionary<string, byte> _attempts = new();
    private readonly ConcurrentBag<string> _unfinished = [];

    /// <summary>Addresses at which dead processes may have left an upload half done.</summary>
    public IReadOnlyCollection<string> Unfinished => _unfinished;

    /// <summary>Notes that an attempt enters the pipeline.</summary>
    /// <param name="place">Its folder.</param>
    /// <param name="item">The attempt.</param>
    public static void Enter(string place, UpscaleItem item) => File.WriteAllText(Path.Combine(place, Open), Name(item));

    /// <summary>Notes that it has left the pipeline, and is about to be stored.</summary>
    /// <param name="place">Its folder.</param>
    /// <param name="item">The attempt.</param>
    public static void Leave(string place, UpscaleItem item)
    {
        File.WriteAllText(Path.Combine(place, Storing), item.Target);
        File.Delete(Path.Combine(place, Open));
    }

    /// <summary>Reads what a dead process has noted.</summary>
    /// <param name="folder">Its folder.</param>
    public void Read(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var note in Directory.EnumerateFiles(folder, Open, SearchOption.AllDirectories))
            _attempts.TryAdd(File.ReadAllText(note), 0);
        foreach (var note in Directory.EnumerateFiles(folder, Storing, SearchOption.AllDirectories))
            if (File.ReadAllText(note) is { Length: > 0 } target)   // empty: it died before the first byte went out
                _unfinished.Add(target);
    }

    /// <returns>Whether a process died while it was at this very attempt.</returns>
    /// <param name="item">The attempt.</param>
    public bool Include(UpscaleItem item) => _attempts.ContainsKey(Name(item));

    private static string Name(UpscaleItem item) => string.Create(CultureInfo.InvariantCulture, $"{item.JobId} {item.Item} {item.Attempt}");
}
