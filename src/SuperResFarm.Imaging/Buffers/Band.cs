using System.Buffers;

namespace SuperResFarm.Imaging.Buffers;

/// <summary>Some whole rows of interleaved samples in a pooled array. Whoever reads it last disposes it.</summary>
public sealed class Band : IDisposable
{
    private byte[]? _array;

    private Band(byte[] array, int rows, int rowBytes) => (_array, Rows, RowBytes) = (array, rows, rowBytes);

    /// <summary>Whole rows held, at least 1.</summary>
    public int Rows { get; }

    /// <summary>Bytes from one row to the next.</summary>
    public int RowBytes { get; }

    /// <summary><c>Rows * RowBytes</c> bytes; their content is undefined until written.</summary>
    /// <exception cref="ObjectDisposedException">The array went back to the pool.</exception>
    public Span<byte> Samples => Memory.Span;

    /// <summary>The same bytes as <see cref="Samples"/>, for code that cannot hold a span.</summary>
    /// <exception cref="ObjectDisposedException">The array went back to the pool.</exception>
    public Memory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_array is null, this);
            return _array.AsMemory(0, Rows * RowBytes);
        }
    }

    /// <summary>Takes an array for some rows from the shared pool.</summary>
    /// <param name="format">Layout of the samples.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="rows">Rows, at least 1.</param>
    /// <exception cref="OverflowException">The band would exceed 2 GiB.</exception>
    public static Band Rent(PixelFormat format, int width, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        var rowBytes = format.RowBytes(width);
        return new Band(ArrayPool<byte>.Shared.Rent(checked(rows * rowBytes)), rows, rowBytes);
    }

    /// <param name="index">0 to <c>Rows - 1</c>, counted from the top of this band.</param>
    /// <returns>The samples of one row.</returns>
    public Span<byte> Row(int index) => Samples.Slice(index * RowBytes, RowBytes);

    /// <summary>Returns the array to the pool; twice is harmless.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array)
            ArrayPool<byte>.Shared.Return(array);
    }
}
