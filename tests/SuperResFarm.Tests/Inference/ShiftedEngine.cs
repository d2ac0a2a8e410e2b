using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Tests.Inference;

/// <summary>Each answer is the mean of the pixels a given distance to the left and right; beyond the tile there is nothing (0).</summary>
internal sealed class ShiftedEngine(int distance) : ITileEngine
{
    public int Scale => 1;

    public int Channels => 1;

    public SampleDepth Depth => SampleDepth.Sixteen;

    public int Lanes => 1;

    public Task<TimeSpan> RunAsync(TileSlot slot, CancellationToken ct)
    {
        var input = MemoryMarshal.Cast<byte, ushort>(slot.Input);
        var output = MemoryMarshal.Cast<byte, ushort>(slot.Output);
        var width = slot.Shape.Width;
        for (var i = 0; i < input.Length; i++)
        {
            var x = i % width;
            var (left, right) = (x < distance ? 0 : input[i - distance], x + distance >= width ? 0 : input[i + distance]);
            output[i] = (ushort)((left + right) / 2);
        }
        return Task.FromResult(TimeSpan.Zero);
    }

    public void Dispose()
    {
    }
}
