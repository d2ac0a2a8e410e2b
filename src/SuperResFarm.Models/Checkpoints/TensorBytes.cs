using System.Buffers;
using System.Runtime.InteropServices;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>Lets floats be read as bytes where they lie. The array lives as long as memory that was got from this.</summary>
internal sealed class TensorBytes(float[] values) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(values.AsSpan());

    /// <exception cref="NotSupportedException">Always: a pointer needs unsafe code, which this project goes without; read the span.</exception>
    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("Weights are read as spans, never by address.");

    public override void Unpin()
    {
        // Nothing is ever pinned.
    }

    protected override void Dispose(bool disposing)
    {
        // The array is the collector's.
    }
}
