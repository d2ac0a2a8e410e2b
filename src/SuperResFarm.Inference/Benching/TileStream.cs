using System.Diagnostics;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Inference.Benching;

/// <summary>Keeps all lanes of an engine busy with tiles, in the way images do: through its batcher, with the next tiles always at hand.</summary>
internal sealed class TileStream : IDisposable
{
    private readonly OnnxEngine _engine;
    private readonly BenchPoint _point;
    private readonly List<TileSlot> _slots = [];

    /// <param name="engine">Loaded on as many lanes as the point says.</param>
    /// <param name="point">The tiles.</param>
    public TileStream(OnnxEngine engine, BenchPoint point)
    {
        (_engine, _point) = (engine, point);
        // A batch more than can run: it waits when a lane becomes free, so that none runs a part of a batch.
        for (var i = 0; i < point.Round + point.Batch; i++)
        {
            _slots.Add(new TileSlot(point.Shape, engine, batch: point.Batch));
            ProbePicture.Fill(_slots[i].Input, engine.Depth, engine.Channels, point.Shape.Width, point.Shape.Height);
        }
    }

    /// <summary>Runs one batch on each lane.</summary>
    public Task WarmAsync(CancellationToken ct) => Task.WhenAll(_slots.Take(_point.Round).Select(slot => _engine.RunAsync(slot, ct)));

    /// <summary>Runs until the time is over, and at least one batch on each lane.</summary>
    /// <returns>Seconds of the device for each tile, stretch by stretch, and the tiles that were done.</returns>
    /// <exception cref="FarmException">As <see cref="ITileEngine.RunAsync"/>.</exception>
    public async Task<(IReadOnlyList<double> SecondsPerTile, int Tiles)> RunAsync(TimeSpan time, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ends = new List<long>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(_slots.Select(RepeatAsync));
        ct.ThrowIfCancellationRequested();
        return (Stretches.SecondsPerTile(started, ends, _point.Round), ends.Count);

        async Task RepeatAsync(TileSlot slot)
        {
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    await _engine.RunAsync(slot, stop.Token);
                    if (IsEnough())
                        await stop.CancelAsync();
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // What still ran is of no more use.
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }

        bool IsEnough()
        {
            lock (ends)
            {
                if (stop.IsCancellationRequested)
                    return true;
                ends.Add(Stopwatch.GetTimestamp());
                return ends.Count % _point.Round == 0 && Stopwatch.GetElapsedTime(started, ends[^1]) >= time;
            }
        }
    }

    /// <summary>Frees the tiles.</summary>
    public void Dispose() => _slots.ForEach(slot => slot.Dispose());
}
