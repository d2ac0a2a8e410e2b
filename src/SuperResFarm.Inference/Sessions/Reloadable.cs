namespace SuperResFarm.Inference.Sessions;

/// <summary>Something that is loaded when it is first needed. A load that failed is tried again the next time.</summary>
/// <param name="load">Loads it.</param>
internal sealed class Reloadable<T>(Func<T> load) : IDisposable
    where T : class, IDisposable
{
    private readonly Lock _loading = new();
    private T? _value;

    public T Value
    {
        get
        {
            lock (_loading)
                return _value ??= load();
        }
    }

    /// <summary>What was loaded, if it was.</summary>
    public T? Loaded => Volatile.Read(ref _value);

    public void Dispose()
    {
        lock (_loading)
            _value?.Dispose();
    }
}
