using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Png;

namespace SuperResFarm.Imaging.Encode;

/// <summary>Draws where a result differs from its source: a gray PNG file of the source's size, row by row. Black is equal; white is a luma difference of 16 of
/// 255 or more.</summary>
public sealed class DivergenceMap : IDisposable
{
    /// <summary>Levels of gray for each level of difference.</summary>
    public const int Gain = 16;

    private const int Level = 6;

    private readonly FileStream _file;
    private readonly PngWriter _png;
    private readonly byte[] _row;

    /// <param name="path">File that is made or replaced; after a failure it may hold a part, which the caller deletes.</param>
    /// <param name="size">Of the source.</param>
    /// <param name="ct">Ends the writing.</param>
    /// <exception cref="FarmException">It cannot be written.</exception>
    public DivergenceMap(string path, PixelSize size, CancellationToken ct)
    {
        _row = new byte[size.Width];
        try
        {
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            _png = new PngWriter(_file, size, new PixelFormat(1, SampleDepth.Eight), Level, new PngExtras([], []), StripPool.Shared, ct);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            throw EncodeFailures.From(fault);
        }
    }

    /// <summary>Draws the next row.</summary>
    /// <param name="differences">Levels of 0 to 255, either sign.</param>
    /// <exception cref="FarmException">The disk is full, or the like.</exception>
    public void Write(ReadOnlySpan<float> differences)
    {
        for (var x = 0; x < _row.Length; x++)
            _row[x] = (byte)Math.Min(byte.MaxValue, MathF.Round(Gain * MathF.Abs(differences[x])));
        Try(() => _png.Write(_row));
    }

    /// <summary>Ends the file, once all rows are drawn.</summary>
    /// <exception cref="FarmException">The disk is full, or the like.</exception>
    public void Finish() => Try(_png.Finish);

    /// <inheritdoc/>
    public void Dispose()
    {
        _png.Dispose();
        _file.Dispose();
    }

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException fault)
        {
            throw EncodeFailures.From(fault);
        }
    }
}
