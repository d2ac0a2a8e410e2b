using System.Numerics;
using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Sessions;

/// <summary>
/// Test-time augmentation: runs every tile in its eight orientations (four turns, each also mirrored), turns the answers
/// back and returns their rounded mean. Eight times the work for slightly steadier edges.
/// </summary>
/// <param name="inner">The engine that runs each orientation; owned by the caller.</param>
public sealed class EightfoldEngine(ITileEngine inner) : ITileEngine
{
    /// <inheritdoc/>
    public int Scale => inner.Scale;

    /// <inheritdoc/>
    public int Channels => inner.Channels;

    /// <inheritdoc/>
    public SampleDepth Depth => inner.Depth;

    /// <inheritdoc/>
    public int Lanes => inner.Lanes;

    /// <inheritdoc/>
    public async Task<TimeSpan> RunAsync(TileSlot slot, CancellationToken ct)
    {
        var busy = TimeSpan.Zero;
        var sums = new int[slot.Output.Length / ((int)Depth / 8)];
        using var upright = new TileSlot(slot.Shape, inner, slot.Owner, slot.Batch);
        using var turned = new TileSlot(new TileShape(slot.Shape.Height, slot.Shape.Width), inner, slot.Owner, slot.Batch);
        foreach (var orientation in Orientation.All)
        {
            var variant = orientation.Transposes ? turned : upright;
            Turn(slot, variant, orientation);
            busy += await inner.RunAsync(variant, ct);
            Add(variant, sums, slot.Shape.Width * Scale, orientation);
        }
        if (Depth == SampleDepth.Eight)
            Mean(sums, slot.Output);
        else
            Mean(sums, MemoryMarshal.Cast<byte, ushort>(slot.Output));
        return busy;
    }

    /// <summary>Does nothing: the inner engine belongs to the caller.</summary>
    public void Dispose()
    {
    }

    private void Turn(TileSlot from, TileSlot to, Orientation orientation)
    {
        var pixel = Channels * (int)Depth / 8;
        var source = from.Input;
        var target = to.Input;
        for (var y = 0; y < from.Shape.Height; y++)
            for (var x = 0; x < from.Shape.Width; x++)
                source.Slice((y * from.Shape.Width + x) * pixel, pixel).CopyTo(target[(orientation.Place(x, y, from.Shape) * pixel)..]);
    }

    private void Add(TileSlot variant, int[] sums, int width, Orientation orientation)
    {
        if (Depth == SampleDepth.Eight)
            Add<byte>(variant.Output, sums, width, orientation);
        else
            Add(MemoryMarshal.Cast<byte, ushort>(variant.Output), sums, width, orientation);
    }

    private void Add<T>(ReadOnlySpan<T> answer, int[] sums, int width, Orientation orientation)
        where T : unmanaged, IBinaryInteger<T>
    {
        var shape = new TileShape(width, sums.Length / Channels / width);
        for (var y = 0; y < shape.Height; y++)
            for (var x = 0; x < shape.Width; x++)
            {
                var from = orientation.Place(x, y, shape) * Channels;
                for (var c = 0; c < Channels; c++)
                    sums[(y * shape.Width + x) * Channels + c] += int.CreateTruncating(answer[from + c]);
            }
    }

    private static void Mean<T>(ReadOnlySpan<int> sums, Span<T> target)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < sums.Length; i++)
            target[i] = T.CreateTruncating((sums[i] + 4) >> 3);
    }
}
