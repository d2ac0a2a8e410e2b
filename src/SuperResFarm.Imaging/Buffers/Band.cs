using System.Runtime.InteropServices;

namespace SuperResFarm.Imaging.Buffers;

/// <summary>Some whole rows of interleaved samples. Whoever reads it last disposes it.</summary>
/// <remarks>
/// Bands of large images have a hundred megabytes each. They live outside the managed heap, which would keep such arrays
/// for later instead of giving them back.
/// </remarks>
public sealed unsafe class Band : IDisposable
{
    private void* _memory;

    private Band(int rows, int rowBytes)
    {
        (Rows, RowBytes) = (rows, rowBytes);
        _memory = NativeMemory.Alloc((nuint)(rows * rowBytes));
    }

    /// <summary>Whole rows held, at least 1.</summary>
    public int Rows { get; }

    /// <summary>Bytes from one row to the next.</summary>
    public int RowBytes { get; }

    /// <summary><c>Rows * RowBytes</c> bytes; their content is undefined until written.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public Span<byte> Samples
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory is null, this);
            return new Span<byte>(_memory, Rows * RowBytes);
        }
    }

    /// <summary>Takes memory for some rows.</summary>
    /// <param name="format">Layout of the samples.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="rows">Rows, at least 1.</param>
    /// <exception cref="OverflowException">The band would exceed 2 GiB.</exception>
    public static Band Allocate(PixelFormat format, int width, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        var rowBytes = format.RowBytes(width);
        _ = checked(rows * rowBytes);
        return new Band(rows, rowBytes);
    }

    /// <param name="index">0 to <c>Rows - 1</c>, counted from the top of this band.</param>
    /// <returns>The samples of one row.</returns>
    public Span<byte> Row(int index) => Samples.Slice(index * RowBytes, RowBytes);

    /// <summary>Gives the memory back; twice is harmless.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>For bands that were on their way when a stage failed.</summary>
    ~Band() => Free();

    private void Free()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}
