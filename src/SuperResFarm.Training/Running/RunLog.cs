namespace SuperResFarm.Training.Running;

/// <summary>The log of a run as CSV, readable at any time.</summary>
internal sealed class RunLog
{
    /// <summary>Name of the file in the folder of a run.</summary>
    public const string FileName = "log.csv";

    private readonly string _path;
    private readonly List<LogRow> _rows;

    /// <param name="folder">Of the run.</param>
    /// <param name="step">Steps done; lines of later ones are of a life that ended before it was saved, and are dropped.</param>
    public RunLog(string folder, int step)
    {
        _path = Path.Combine(folder, FileName);
        _rows = File.Exists(_path) ? [.. File.ReadLines(_path).Select(LogRow.Parse).OfType<LogRow>().Where(row => row.Step <= step)] : [];
        File.WriteAllLines(_path, [LogRow.Header, .. _rows.Select(row => row.ToCsv())]);
    }

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<LogRow> Rows => _rows;

    /// <summary>Adds a line.</summary>
    public void Add(LogRow row)
    {
        _rows.Add(row);
        File.AppendAllLines(_path, [row.ToCsv()]);
    }
}
