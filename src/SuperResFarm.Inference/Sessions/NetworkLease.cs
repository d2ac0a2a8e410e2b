namespace SuperResFarm.Inference.Sessions;

/// <summary>The right to use a loaded network until disposed; disposing twice is harmless.</summary>
public sealed class NetworkLease : IDisposable
{
    private Action? _leave;

    internal NetworkLease(WarmNetwork network, Action leave) => (Network, _leave) = (network, leave);

    /// <summary>The network.</summary>
    public WarmNetwork Network { get; }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
