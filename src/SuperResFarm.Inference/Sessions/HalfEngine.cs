using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Sessions;

/// <summary>A network in 16-bit floats whose every answer was looked at: a tile that overflowed is done again in 32 bits.</summary>
/// <param name="half">The network in 16-bit floats; owned.</param>
/// <param name="single">Loads it in 32-bit floats when it is needed for the first time; owned from then on. Null when there is none.</param>
internal sealed class HalfEngine(OnnxEngine half, Func<OnnxEngine>? single) : ITileEngine, IWarmable
{
    private readonly Reloadable<OnnxEngine>? _single = single is null ? null : new(single);

    public int Scale => half.Scale;

    public int Channels => half.Channels;

    public SampleDepth Depth => half.Depth;

    public int Lanes => half.Lanes;

    public async Task<TimeSpan> RunAsync(TileSlot slot, CancellationToken ct)
    {
        try
        {
            return await half.RunAsync(slot, ct);
        }
        catch (NotFiniteException fault)
        {
            FarmMetrics.HalfRepeats.Add(1);
            if (_single is null)
                throw FarmException.Rejected(FailureCode.EngineFailed, "The model's 16-bit arithmetic overflows on this image: use the model in 32-bit floats.", fault);
        }
        return await (await Task.Run(() => _single.Value, ct)).RunAsync(slot, ct);
    }

    public Task WarmAsync(TileShape shape, int batch, CancellationToken ct) => half.WarmAsync(shape, batch, ct);

    public void Dispose()
    {
        half.Dispose();
        _single?.Dispose();
    }
}
