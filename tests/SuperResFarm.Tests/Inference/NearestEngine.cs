using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Tests.Inference;

/// <summary>Repeats each pixel: an engine whose whole-image answer is known. It can be made to fail or to wait at a tile.</summary>
internal sealed class NearestEngine(int scale, int channels, SampleDepth depth) : ITileEngine
{
    private int _runs;

    public int Scale => scale;

    public int Channels => channels;

    public SampleDepth Depth => depth;

    public int Lanes { get; init; } = 2;

    public int Runs => _runs;

    public Func<int, CancellationToken, Task>? BeforeRun { get; init; }

    public Action<TileShape>? BeforeTile { get; init; }

    public async Task<TimeSpan> RunAsync(TileSlot slot, CancellationToken ct)
    {
        var run = Interlocked.Increment(ref _runs);
        if (BeforeRun is not null)
            await BeforeRun(run, ct);
        BeforeTile?.Invoke(slot.Shape);
        Repeat(slot);
        return TimeSpan.FromTicks(1);
    }

    public void Dispose()
    {
    }

    private void Repeat(TileSlot slot)
    {
        var pixel = channels * (int)depth / 8;
        var input = slot.Input;
        var output = slot.Output;
        for (var y = 0; y < slot.Shape.Height * scale; y++)
            for (var x = 0; x < slot.Shape.Width * scale; x++)
                input.Slice((y / scale * slot.Shape.Width + x / scale) * pixel, pixel)
                    .CopyTo(output[((y * slot.Shape.Width * scale + x) * pixel)..]);
    }
}
