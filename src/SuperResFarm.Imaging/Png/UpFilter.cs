using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Png;

/// <summary>
/// PNG's filter Up (PNG third edition, 9.2): each byte less the one above it. Enlarged pictures are smooth from row to row, so
/// it gives half the bytes of no filter in less time, and less than Sub; Paeth saves a few per cent more for twice the time.
/// </summary>
internal static class UpFilter
{
    /// <value>What stands before each row.</value>
    public const byte Type = 2;

    /// <summary>Filters one row in place.</summary>
    /// <param name="row">Samples in the byte order of the host; big-endian differences afterwards.</param>
    /// <param name="above">The unfiltered row above, of the same length; zeros above the first.</param>
    /// <param name="depth">Of the samples.</param>
    public static void Apply(Span<byte> row, ReadOnlySpan<byte> above, SampleDepth depth)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, above.Length);
        var x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
            (new Vector<byte>(row[x..]) - new Vector<byte>(above[x..])).CopyTo(row[x..]);
        for (; x < row.Length; x++)
            row[x] -= above[x];
        // Bytes are taken from bytes, so it is all the same whether they are exchanged before or after.
        if (depth == SampleDepth.Sixteen)
        {
            var samples = MemoryMarshal.Cast<byte, ushort>(row);
            BinaryPrimitives.ReverseEndianness(samples, samples);
        }
    }
}
