using NetVips;

namespace SuperResFarm.Imaging.Formats;

/// <summary>
/// Keeps libvips' warnings off standard error and collects those of the calling thread while a collector is open.
/// libvips reports decoder remarks only this way (a PNG's reason for refusal, a colour profile that does not fit).
/// </summary>
internal sealed class VipsWarnings : IDisposable
{
    private const int MaxMessages = 20;
    private const int MaxLength = 200;
    private const string Domain = "VIPS";

    // Kept in a field: native code holds the pointer for the life of the process.
    private static readonly Log.LogDelegate _handler = static (_, _, message) => _current?.Add(message);

    [ThreadStatic]
    private static VipsWarnings? _current;

    private readonly VipsWarnings? _outer = _current;
    private readonly List<string> _messages = [];

    private VipsWarnings() => _current = this;

    public IReadOnlyList<string> Messages => _messages;

    public static void Install() => Log.SetLogHandler(
        Domain,
        Enums.LogLevelFlags.Warning | Enums.LogLevelFlags.Message | Enums.LogLevelFlags.Info | Enums.LogLevelFlags.FlagRecursion,
        _handler);

    /// <summary>Collects on this thread until disposed.</summary>
    public static VipsWarnings Collect() => new();

    public void Dispose() => _current = _outer;

    private void Add(string? message)
    {
        if (string.IsNullOrWhiteSpace(message) || _messages.Count == MaxMessages)
            return;
        var text = message.Trim();
        text = text.Length > MaxLength ? text[..MaxLength] : text;
        if (!_messages.Contains(text))
            _messages.Add(text);
    }
}
