using System.Threading.Channels;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Faces;
using SuperResFarm.Imaging.Quality;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>
/// Turns source rows into bands of enlarged rows: cuts tiles ahead of the lanes, places their cores in order behind them.
/// Holds one window of source rows, a fixed number of tiles and the band being placed; never the image. A meter sees the source rows as they are read, and each
/// band when it is placed; restored faces are blended in before.
/// </summary>
internal sealed class BandUpscaler(
    TilePlan plan, PixelFormat format, IReadOnlyList<PassEngine> passes, StageClock clock, IProgress<UpscaleProgress> progress, ConsistencyMeter? meter = null,
    FacePaste? faces = null) : IDisposable
{
    private readonly TileGrid _grid = plan.Grid;
    private readonly SlotPool _slots = new(plan);
    private readonly Channel<RunningTile> _running = Channel.CreateBounded<RunningTile>(plan.Slots);

    /// <summary>Runs until the last band is written, or a stage fails.</summary>
    /// <param name="read">Gives source rows.</param>
    /// <param name="cut">Called when the last source row has been read and the last tile cut.</param>
    /// <param name="bands">Takes the bands.</param>
    /// <param name="ct">Stops within a tile.</param>
    public async Task RunAsync(RowReader read, Action cut, BandChannel bands, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            await Stages.AllOrStop(stop,
                Task.Run(() => CutAsync(read, cut, stop.Token), stop.Token),
                Task.Run(() => PlaceAsync(bands, stop.Token), stop.Token));
        }
        finally
        {
            // A tile that is still running writes to its slot: only then may the slot be freed.
            while (_running.Reader.TryRead(out var tile))
            {
                await tile.Run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                tile.Slot.Dispose();
            }
        }
    }

    /// <summary>Frees the tiles; to be called when <see cref="RunAsync(RowReader, Action, BandChannel, CancellationToken)"/> has ended.</summary>
    public void Dispose() => _slots.Dispose();

    private async Task CutAsync(RowReader read, Action cut, CancellationToken ct)
    {
        using var window = new TileWindow(_grid, format, meter is null ? read : ReadWatched);
        for (var band = 0; band < _grid.Bands; band++)
        {
            var row = band;
            clock.Decode(() => window.MoveTo(row));
            for (var column = 0; column < _grid.X.Count; column++)
                foreach (var pass in passes)
                {
                    var slot = await _slots.RentAsync(pass.Engine, ct);
                    var tile = _grid[column, band];
                    clock.Decode(() => window.Cut(tile.Left, pass.Channels, slot.Input));
                    await _running.Writer.WriteAsync(new RunningTile(tile, pass, slot, RunAsync(pass, slot, ct)), CancellationToken.None);
                }
        }
        cut();
        _running.Writer.Complete();

        void ReadWatched(int first, int count, Span<byte> rows)
        {
            read(first, count, rows);
            meter.TakeSource(rows);
        }
    }

    private async Task RunAsync(PassEngine pass, TileSlot slot, CancellationToken ct)
    {
        // Alpha is kept within the range of its neighbourhood when it is placed; where that is one value nothing is left to compute.
        if (pass.Channels.Kind != PassKind.Alpha || !IsFlat(slot.Input, format.BytesPerSample))
            clock.Infer(await pass.Engine.RunAsync(slot, ct));
    }

    private async Task PlaceAsync(BandChannel bands, CancellationToken ct)
    {
        var canvas = new BandCanvas(_grid, plan.Scale, format);
        var (done, row) = (0, 0);
        for (var index = 0; index < _grid.Bands; index++)
        {
            var band = Band.Allocate(format, _grid.X.Length * plan.Scale, canvas.RowsOf(index));
            try
            {
                for (var i = 0; i < _grid.X.Count * passes.Count; i++)
                {
                    await PlaceNextAsync(canvas, band, ct);
                    progress.Report(new UpscaleProgress(++done, plan.Runs));
                }
                if (faces is not null)
                    clock.Place(() => faces.Into(row, band.Samples));
                row += band.Rows;
                if (meter is not null)
                    clock.Place(() => meter.TakeResult(band.Samples));
            }
            catch
            {
                band.Dispose();   // the collector cannot see how much memory hangs on it
                throw;
            }
            await bands.WriteAsync(band, ct);
        }
    }

    private async Task PlaceNextAsync(BandCanvas canvas, Band band, CancellationToken ct)
    {
        var tile = await _running.Reader.ReadAsync(ct);
        try
        {
            await tile.Run;
            clock.Place(() => canvas.Place(tile.Tile, tile.Pass.Channels, tile.Slot.Input, tile.Slot.Output, band.Samples));
        }
        finally
        {
            _slots.Return(tile.Pass.Engine, tile.Slot);
        }
    }

    private static bool IsFlat(ReadOnlySpan<byte> samples, int sampleBytes) =>
        samples[sampleBytes..].SequenceEqual(samples[..^sampleBytes]);

    private readonly record struct RunningTile(Tile Tile, PassEngine Pass, TileSlot Slot, Task Run);
}
