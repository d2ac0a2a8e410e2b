using Microsoft.ML.OnnxRuntime;

namespace SuperResFarm.Inference.Sessions;

/// <summary>One run of a session for some tiles; it is broken off when nobody wants any of them any more.</summary>
internal sealed class TileRun : IDisposable
{
    private readonly Lock _lock = new();
    private int _wanted = 1;   // who runs it, until all have joined
    private bool _over;

    public RunOptions Options { get; } = new();

    /// <summary>Whether it was broken off.</summary>
    public bool Abandoned => Options.Terminate;

    /// <summary>One more wants it.</summary>
    public void Join()
    {
        lock (_lock)
            _wanted++;
    }

    /// <summary>One less wants it.</summary>
    public void Leave()
    {
        lock (_lock)
            // The native loop stops at its next node, so this takes less than a tile.
            if (--_wanted == 0 && !_over)
                Options.Terminate = true;
    }

    public void Dispose()
    {
        lock (_lock)
            _over = true;
        Options.Dispose();
    }
}
