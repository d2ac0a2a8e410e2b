namespace SuperResFarm.Inference.Sessions;

/// <summary>Something large that can be opened again: it goes when nobody holds it, and comes back when it is asked for.</summary>
/// <param name="open">Opens it.</param>
internal sealed class Reopenable<T>(Func<T> open)
    where T : class
{
    private readonly Lock _opening = new();
    private readonly WeakReference<T?> _last = new(null);

    public T Value
    {
        get
        {
            lock (_opening)
            {
                if (_last.TryGetTarget(out var known))
                    return known;
                var fresh = open();
                _last.SetTarget(fresh);
                return fresh;
            }
        }
    }
}
