namespace SuperResFarm.Inference.Calibration;

/// <summary>Remembers across starts what was measured of networks, and what did not fit. Safe from any thread and any number of processes.</summary>
/// <param name="path">JSON file; may be missing. One that cannot be read or written, or is of another version, is as good as none. Null: nothing outlives
/// the process.</param>
/// <param name="time">Tells when ceilings expire.</param>
public sealed class CalibrationBook(string? path, TimeProvider time)
{
    private readonly BookFile _file = new(path);
    private readonly Lock _lock = new();
    private readonly Dictionary<CalibrationKey, BookEntry> _entries = [];
    private (DateTime, long)? _read;

    /// <returns>What was measured; null when nothing was.</returns>
    public Measurements? Find(CalibrationKey key) => EntryOf(key)?.Measured;

    /// <returns>All that is known, by device and model.</returns>
    public IReadOnlyList<KnownNetwork> All()
    {
        lock (_lock)
        {
            Refresh();
            return [.. _entries.Values.OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal).Select(entry => new KnownNetwork(entry.Key, entry.Measured, entry.Ceiling))];
        }
    }

    /// <summary>Takes the place of what was measured before.</summary>
    public void Record(CalibrationKey key, Measurements measured) => Change(key, known => known with { Measured = measured });

    /// <returns>Side in source pixels of the square that the pixels of a run, its tiles together, must stay below because so many did not fit;
    /// null when everything did. It rises when it expires (<see cref="MemoryCeiling.At"/>).</returns>
    public int? Ceiling(CalibrationKey key) => EntryOf(key)?.Ceiling?.At(time.GetUtcNow());

    /// <summary>Notes that a run did not fit. It is believed for an hour, and twice as long after each try that fails again, a day at most.</summary>
    /// <param name="key">What ran.</param>
    /// <param name="edge">Side of the square with as many source pixels as the run, its tiles together; at least 1.</param>
    public void Remember(CalibrationKey key, int edge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(edge, 1);
        Change(key, known => known with { Ceiling = MemoryCeiling.After(known.Ceiling, edge, time.GetUtcNow()) });
    }

    private BookEntry? EntryOf(CalibrationKey key)
    {
        lock (_lock)
        {
            Refresh();
            return _entries.GetValueOrDefault(key);
        }
    }

    private void Refresh()
    {
        var stamp = _file.Stamp();
        if (stamp == _read)
            return;
        Take(_file.Read());
        _read = stamp;
    }

    private void Change(CalibrationKey key, Func<BookEntry, BookEntry> change)
    {
        lock (_lock)
        {
            using var turn = _file.TakeTurn();
            Take(_file.Read());
            _entries[key] = change(_entries.GetValueOrDefault(key) ?? new(key, null, null));
            _file.Write(_entries.Values);
        }
    }

    private void Take(IEnumerable<BookEntry> entries)
    {
        foreach (var entry in entries)
            _entries[entry.Key] = _entries.TryGetValue(entry.Key, out var known) ? known.With(entry) : entry;
    }
}
