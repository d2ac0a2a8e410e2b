using System.Diagnostics.Metrics;
using SuperResFarm.Inference.Metrics;

namespace SuperResFarm.Inference.Benching;

/// <summary>Listens to what the engines of this process count. A batch that does not fit is answered all the same, tile by tile; only here is it heard.</summary>
internal sealed class EngineWatch : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _outOfMemory;

    public EngineWatch()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument == EngineMetrics.OutOfMemory)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, runs, _, _) => Interlocked.Add(ref _outOfMemory, runs));
        _listener.Start();
    }

    /// <summary>Runs that did not fit into memory since this began to listen.</summary>
    public long OutOfMemory => Interlocked.Read(ref _outOfMemory);

    public void Dispose() => _listener.Dispose();
}
