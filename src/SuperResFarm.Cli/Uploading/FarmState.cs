using System.Text;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.Uploading;

/// <summary>
/// Remembers what was handed to a farm and what came back, so that the same command goes on where it was stopped. One JSON line for each thing, written when it is done; a line torn by
/// a crash is as good as none. One process at a time has it.
/// </summary>
internal sealed class FarmState : IDisposable
{
    /// <summary>Name of the file in a folder of results.</summary>
    public const string FileName = ".superres-farm.jsonl";

    private readonly FileStream _file;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FarmOrder> _orders = [];
    private readonly List<FarmOrder> _inOrder = [];
    private readonly Dictionary<(string Farm, string Path), StateLine> _uploads = [];
    private readonly Dictionary<(Guid Job, int Number), StateLine> _fetched = [];
    private readonly Dictionary<Guid, StateLine> _ended = [];
    private readonly HashSet<string> _results = new(StringComparer.Ordinal);

    private FarmState(string folder, FileStream file) => (Folder, _file) = (folder, file);

    /// <summary>The folder that fetched results are told relative to.</summary>
    public string Folder { get; }

    /// <summary>Opens it, made when it is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="again">Whether what it remembers is forgotten.</param>
    /// <exception cref="CommandException">Another process has it, or it cannot be written.</exception>
    public static FarmState Open(string path, bool again)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;   // a file is in a folder
        try
        {
            Directory.CreateDirectory(folder);
            var state = new FarmState(folder, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            state.Read(again);
            return state;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CommandException.WrongUse($"'{path}' cannot be used: {fault.Message} If another superres is at work there, let it end first.");
        }
    }

    /// <summary>Orders, the oldest first.</summary>
    public IReadOnlyList<FarmOrder> Orders => _inOrder;

    /// <returns>What was uploaded from a path; null: nothing.</returns>
    public StateLine? UploadOf(string farm, string path)
    {
        lock (_lock)
            return _uploads.GetValueOrDefault((farm, path));
    }

    /// <returns>How a job has ended; null: it has not, as far as is known.</returns>
    public StateLine? EndOf(Guid job) => _ended.GetValueOrDefault(job);

    /// <returns>Whether a result is there as it was fetched.</returns>
    public bool HasFetched(Guid job, int number)
    {
        lock (_lock)
            return _fetched.TryGetValue((job, number), out var line) && IsThere(line);
    }

    /// <returns>How many results of a job are there.</returns>
    public int FetchedOf(Guid job)
    {
        lock (_lock)
            return _fetched.Count(one => one.Key.Job == job && IsThere(one.Value));
    }

    /// <returns>Whether a file is a result that was fetched.</returns>
    public bool IsResult(string path)
    {
        var relative = Path.GetRelativePath(Folder, Path.GetFullPath(path));
        lock (_lock)
            return _results.Contains(relative);
    }

    /// <summary>Writes something down. When this returns, no crash of the program loses it.</summary>
    /// <param name="lines">In order.</param>
    public void Add(params IReadOnlyList<StateLine> lines)
    {
        lock (_lock)
        {
            foreach (var line in lines)
                Apply(line);
            _file.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line}\n"))));
            // What another submission would follow from must outlive the machine's crash, too.
            _file.Flush(lines.Any(line => line.Kind is StateLine.OrderKind or StateLine.JobKind));
        }
    }

    public void Dispose() => _file.Dispose();

    private void Read(bool again)
    {
        if (again)
            _file.SetLength(0);
        using var reader = new StreamReader(_file, leaveOpen: true);
        while (reader.ReadLine() is { } text)
            if (StateLine.Parse(text) is { } line)
                Apply(line);
        if (_file.Length == 0)
            return;
        _file.Seek(-1, SeekOrigin.End);
        if (_file.ReadByte() != '\n')
            _file.WriteByte((byte)'\n');
    }

    private void Apply(StateLine line)
    {
        switch (line)
        {
            case { Kind: StateLine.OrderKind, Order: { } key, Ask: { } ask } when !_orders.ContainsKey(key):
                _inOrder.Add(_orders[key] = new FarmOrder(key, ask));
                break;
            case { Kind: StateLine.FileKind, Order: { } key, Name: { } name, Path: { } path, Sha256: { } sha256 } when _orders.TryGetValue(key, out var order):
                order.Files.Add(new OrderedFile(new LocalImage(path, name), sha256));
                break;
            case { Kind: StateLine.UploadKind, Farm: { } farm, Path: { } path, Bytes: not null, Modified: not null, Sha256: not null }:
                _uploads[(farm, path)] = line;
                break;
            case { Kind: StateLine.JobKind, Order: { } key, Job: { } job } when _orders.TryGetValue(key, out var order):
                order.Job = job;
                break;
            case { Kind: StateLine.EndKind, Job: { } job, Total: not null, Succeeded: not null }:
                _ended[job] = line;
                break;
            case { Kind: StateLine.FetchedKind, Job: { } job, Number: { } number, Path: not null, Bytes: not null }:
                _fetched[(job, number)] = line;
                _results.Add(line.Path);
                break;
        }
    }

    private bool IsThere(StateLine line) => new FileInfo(Path.Combine(Folder, line.Path!)) is { Exists: true } file && file.Length == line.Bytes;   // lines without a path are not taken
}
