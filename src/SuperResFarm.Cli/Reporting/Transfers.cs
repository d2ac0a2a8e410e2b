using System.Globalization;

namespace SuperResFarm.Cli.Reporting;

/// <summary>Tells how files go over a network: a bar to a person, a line each few seconds to a log, a JSON object for each file to a machine.</summary>
internal sealed class Transfers : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly string _what;
    private readonly int _total;
    private readonly bool _json;
    private readonly TimeProvider _time;
    private readonly LiveBar? _bar;
    private long _bytes;
    private long _told;
    private int _done;

    /// <param name="what">What is done with them, such as <c>uploaded</c>.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="json">Whether a machine reads it.</param>
    /// <param name="time">Clock.</param>
    public Transfers(string what, int total, bool json, TimeProvider time)
    {
        (_what, _total, _json, _time, _told) = (what, total, json, time, time.GetTimestamp());
        if (!json && LiveBar.CanBeShown)
            _bar = new LiveBar(total);
    }

    /// <summary>A file is over.</summary>
    /// <param name="file">Which.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="json">What a machine is told.</param>
    public void Done(string file, long bytes, object json)
    {
        lock (_lock)
        {
            (_done, _bytes) = (_done + 1, _bytes + bytes);
            var text = string.Create(CultureInfo.InvariantCulture, $"{_done}/{_total} {_what}  {_bytes / 1e6:0.0} MB");
            if (_json)
                Console.WriteLine(CliJson.Line(json));
            else if (_bar is not null)
                _bar.Show(_done, $"{text}  {file}");
            else if (_done == _total || _time.GetElapsedTime(_told) >= _pause)
            {
                _told = _time.GetTimestamp();
                Console.WriteLine(text);
            }
        }
    }

    public void Dispose() => _bar?.Dispose();
}
