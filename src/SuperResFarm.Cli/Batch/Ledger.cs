using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Batch;

/// <summary>Remembers, in the output folder, from what each result was made, so that a second run does only what is left.</summary>
/// <remarks>One JSON line for each result, the last one counts; a line torn by a crash is as good as none.</remarks>
public sealed class Ledger
{
    /// <summary>Name of the file.</summary>
    public const string FileName = ".superres.jsonl";

    private static readonly JsonSerializerOptions _strict = new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private readonly string _path;
    private readonly ConcurrentDictionary<string, Entry> _entries;
    private readonly bool _redo;
    private readonly Lock _writing = new();
    private bool _torn;

    private Ledger(string path, bool redo, IEnumerable<Entry> entries)
    {
        (_path, _redo) = (path, redo);
        _torn = EndsWithinALine(path);
        _entries = new();
        foreach (var entry in entries)
            _entries[entry.Output] = entry;
    }

    /// <summary>Reads what is there.</summary>
    /// <param name="path">File; may be missing.</param>
    /// <param name="redo">Take nothing as done.</param>
    public static Ledger Open(string path, bool redo) => new(path, redo, File.Exists(path) ? Read(path) : []);

    /// <summary>What a result is made from: the bytes of the source, the model and every setting that decides the bytes of the result.</summary>
    public static string FingerprintOf(string sourceSha256, string modelSha256, UpscaleSettings settings) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{sourceSha256} {modelSha256} {settings.Deciding()}")));

    /// <summary>Whether the result is there as it was written and made from the same things.</summary>
    public bool IsDone(string target, string fingerprint) =>
        !_redo && _entries.TryGetValue(KeyOf(target), out var entry) && entry.Fingerprint == fingerprint
        && new FileInfo(target) is { Exists: true } file && file.Length == entry.Bytes;

    /// <summary>Whether a file is a result written before.</summary>
    public bool IsResult(string path) => _entries.ContainsKey(KeyOf(path));

    /// <summary>Writes down a finished result.</summary>
    public void Add(string target, string fingerprint, UpscaleReport report)
    {
        var entry = new Entry(KeyOf(target), fingerprint, report.OutputBytes, report.OutputSha256);
        _entries[entry.Output] = entry;
        lock (_writing)
        {
            File.AppendAllText(_path, (_torn ? "\n" : "") + JsonSerializer.Serialize(entry) + "\n");
            _torn = false;
        }
    }

    private string KeyOf(string target) => Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(_path))!, Path.GetFullPath(target));

    private static bool EndsWithinALine(string path)
    {
        if (!File.Exists(path))
            return false;
        using var file = File.OpenRead(path);
        return file.Length > 0 && file.Seek(-1, SeekOrigin.End) >= 0 && file.ReadByte() != '\n';
    }

    private static IEnumerable<Entry> Read(string path)
    {
        foreach (var line in File.ReadLines(path))
            if (Parse(line) is { } entry)
                yield return entry;
    }

    private static Entry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(line, _strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Entry(string Output, string Fingerprint, long Bytes, string Sha256);
}
