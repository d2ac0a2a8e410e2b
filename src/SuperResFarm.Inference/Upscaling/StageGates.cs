namespace SuperResFarm.Inference.Upscaling;

/// <summary>How many images may be in the same stage at the same time; images wait here in the order they come.</summary>
/// <param name="load">Images that are being decoded and cut, at least 1.</param>
/// <param name="save">Images that are being encoded, at least 1.</param>
public sealed class StageGates(int load, int save) : IDisposable
{
    private readonly SemaphoreSlim _load = new(load);
    private readonly SemaphoreSlim _save = new(save);

    /// <summary>Images worth starting at the same time.</summary>
    public int Images { get; } = load + save;

    internal Task<IDisposable> LoadAsync(CancellationToken ct) => EnterAsync(_load, ct);

    internal Task<IDisposable> SaveAsync(CancellationToken ct) => EnterAsync(_save, ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        _load.Dispose();
        _save.Dispose();
    }

    private static async Task<IDisposable> EnterAsync(SemaphoreSlim gate, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        return new Pass(gate);
    }

    private sealed class Pass(SemaphoreSlim gate) : IDisposable
    {
        private SemaphoreSlim? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Release();
    }
}
