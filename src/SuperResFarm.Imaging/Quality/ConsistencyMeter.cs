using System.Collections.Concurrent;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;

namespace SuperResFarm.Imaging.Quality;

/// <summary>
/// Compares an enlarged image with its source while both pass by: shrinks it to the source's size by the antialiased bicubic of <see cref="Imresize"/>, and measures
/// the luma of what comes of it. Holds the source rows that wait for their result, never the image.
/// </summary>
/// <param name="source">Size of the source.</param>
/// <param name="scale">Enlarged over source.</param>
/// <param name="format">Layout of both.</param>
/// <param name="map">Draws the differences; null: nobody does. Stays the caller's.</param>
public sealed class ConsistencyMeter(PixelSize source, int scale, PixelFormat format, DivergenceMap? map = null)
{
    private readonly ConcurrentQueue<float[]> _waiting = new();
    private readonly ConcurrentBag<float[]> _idle = [];
    private readonly RowShrinker _shrinker = new(source.Width, source.Height, scale);
    private readonly SquareErrors _errors = new(source);
    private readonly float[] _wide = new float[source.Width * scale], _shrunk = new float[source.Width];
    private int _compared;

    /// <summary>Takes the next whole rows of the source; they come before the rows that are made of them, and may come on another thread.</summary>
    public void TakeSource(ReadOnlySpan<byte> rows)
    {
        var rowBytes = format.RowBytes(source.Width);
        for (; !rows.IsEmpty; rows = rows[rowBytes..])
        {
            var luma = _idle.TryTake(out var idle) ? idle : new float[source.Width];
            SeenLuma.Of(rows[..rowBytes], format, luma);
            _waiting.Enqueue(luma);
        }
    }

    /// <summary>Takes the next whole rows of the enlarged image.</summary>
    /// <exception cref="FarmException">The map cannot be written.</exception>
    public void TakeResult(ReadOnlySpan<byte> rows)
    {
        var rowBytes = format.RowBytes(_wide.Length);
        for (; !rows.IsEmpty; rows = rows[rowBytes..])
        {
            SeenLuma.Of(rows[..rowBytes], format, _wide);
            _shrinker.Put(_wide);
            while (_shrinker.TryTake(_shrunk))
                Compare();
        }
    }

    /// <returns>The figures, once all rows of both have been taken.</returns>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    public Consistency Figures() => _compared == source.Height ? _errors.Figures() : throw new InvalidOperationException($"{_compared} of {source.Height} rows were compared.");

    private void Compare()
    {
        if (!_waiting.TryDequeue(out var luma))
            throw new InvalidOperationException("The result came before its source.");
        for (var x = 0; x < luma.Length; x++)
            _shrunk[x] -= luma[x];
        _idle.Add(luma);
        _errors.Add(_shrunk);
        map?.Write(_shrunk);
        _compared++;
    }
}
