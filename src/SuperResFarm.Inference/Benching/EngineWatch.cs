using System.Diagnostics.Metrics;
using SuperResFarm.Contracts.Telemetry;

namespace SuperResFarm.Inference.Benching;

/// <summary>Listens to what the engines of this process count. A batch that does not fit is answered all the same, tile by tile; only here is it heard.</summary>
internal sealed class EngineWatch : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _outOfMemory;
    private long _halfRepeats;
    private int _largestBatch;

    public EngineWatch()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument == FarmMetrics.OutOfMemory || instrument == FarmMetrics.HalfRepeats || instrument == FarmMetrics.BatchTiles)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, _, _) =>
            Interlocked.Add(ref (instrument == FarmMetrics.OutOfMemory ? ref _outOfMemory : ref _halfRepeats), count));
        _listener.SetMeasurementEventCallback<int>((_, tiles, _, _) =>
        {
            lock (_listener)
                _largestBatch = Math.Max(_largestBatch, tiles);
        });
        _listener.Start();
    }

    /// <summary>Runs that did not fit into memory since this began to listen.</summary>
    public long OutOfMemory => Interlocked.Read(ref _outOfMemory);

    /// <summary>Tiles that 16 bits could not hold since this began to listen.</summary>
    public long HalfRepeats => Interlocked.Read(ref _halfRepeats);

    /// <summary>Most tiles that ran together since this began to listen.</summary>
    public int LargestBatch => Volatile.Read(ref _largestBatch);

    public void Dispose() => _listener.Dispose();
}
