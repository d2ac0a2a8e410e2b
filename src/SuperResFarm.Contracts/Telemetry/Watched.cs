using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SuperResFarm.Contracts.Telemetry;

/// <summary>Values of an observed instrument, which come from whoever watches something at the moment: parts of a process come and go, the instrument stays.</summary>
/// <typeparam name="T">Kind of the values.</typeparam>
public abstract class Watched<T>
    where T : struct
{
    private readonly ConcurrentDictionary<object, Func<IEnumerable<Measurement<T>>>> _sources = new();

    private protected Watched()
    {
    }

    /// <summary>Adds values.</summary>
    /// <param name="read">Reads them, quickly and from any thread; none: nothing is known now.</param>
    /// <returns>Ends it.</returns>
    public IDisposable Watch(Func<IEnumerable<Measurement<T>>> read)
    {
        var key = new Source(_sources);
        _sources[key] = read;
        return key;
    }

    /// <returns>The values of all sources.</returns>
    private protected IEnumerable<Measurement<T>> Read() => _sources.Values.SelectMany(read => read());

    private sealed class Source(ConcurrentDictionary<object, Func<IEnumerable<Measurement<T>>>> sources) : IDisposable
    {
        public void Dispose() => sources.TryRemove(this, out _);
    }
}

/// <summary>Values that go up and down.</summary>
/// <typeparam name="T">Kind of the values.</typeparam>
public sealed class WatchedGauge<T> : Watched<T>
    where T : struct
{
    internal WatchedGauge(Meter meter, string name, string unit, string description) => meter.CreateObservableGauge(name, Read, unit, description);
}

/// <summary>Sums that only grow.</summary>
public sealed class WatchedCounter : Watched<double>
{
    internal WatchedCounter(Meter meter, string name, string unit, string description) => meter.CreateObservableCounter(name, Read, unit, description);
}
