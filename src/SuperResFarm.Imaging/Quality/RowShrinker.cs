using System.Numerics;
using System.Runtime.InteropServices;

namespace SuperResFarm.Imaging.Quality;

/// <summary>Shrinks one channel by a whole factor as <see cref="Imresize"/> does, without rounding, row by row. Holds the few rows that are being made.</summary>
internal sealed class RowShrinker
{
    private readonly int _scale;
    private readonly int _height;
    private readonly ShrinkKernel _kernel;
    private readonly float[][] _sums;   // of the output rows under way, which take turns
    private readonly float[] _padded;
    private readonly Vector<float>[] _across;
    private readonly int _rows;
    private int _taken;
    private int _made;

    /// <param name="width">Of the result.</param>
    /// <param name="height">Of the result.</param>
    /// <param name="scale">How many times longer the sides of the input are.</param>
    public RowShrinker(int width, int height, int scale)
    {
        (_scale, _height, _rows, _kernel) = (scale, height, height * scale, new ShrinkKernel(scale));
        var taps = _kernel.Weights.Length;
        _sums = [.. Enumerable.Range(0, (taps + scale - 1) / scale + 1).Select(_ => new float[width * scale])];
        _across = new Vector<float>[(taps + Vector<float>.Count - 1) / Vector<float>.Count];
        _kernel.Weights.CopyTo(MemoryMarshal.Cast<Vector<float>, float>(_across.AsSpan()));
        _padded = new float[(width - 1) * scale + _across.Length * Vector<float>.Count];
    }

    /// <summary>Takes the next row of the input. All rows that are done by then must be taken before the next one.</summary>
    public void Put(ReadOnlySpan<float> row)
    {
        var begins = _taken - _kernel.Offset;
        var last = Math.Min(_height - 1, begins / _scale);
        for (var y = Math.Max(_made, FirstOf(begins)); y <= last; y++)
            AddWeighted(row, WeightOf(y), _sums[y % _sums.Length]);
        _taken++;
    }

    /// <summary>Gives the next row of the result.</summary>
    /// <returns>Whether it was done.</returns>
    public bool TryTake(Span<float> row)
    {
        if (_made == _height || _taken <= Math.Min(_rows - 1, _made * _scale + _kernel.Offset + _kernel.Weights.Length - 1))
            return false;
        var sums = _sums[_made++ % _sums.Length];
        for (var i = 0; i < _padded.Length; i++)
            _padded[i] = i + _kernel.Offset is var place && (uint)place < (uint)sums.Length ? sums[place] : sums[ResizeTaps.Mirrored(place, sums.Length)];
        for (var x = 0; x < row.Length; x++)
            row[x] = Across(_padded.AsSpan(x * _scale));
        Array.Clear(sums);
        return true;
    }

    // The first output row that reaches so far down.
    private int FirstOf(int begins) => Math.Max(0, begins - _kernel.Weights.Length + _scale) / _scale;

    // Near the border a row counts more than once.
    private float WeightOf(int y)
    {
        var first = y * _scale + _kernel.Offset;
        if (first >= 0 && first + _kernel.Weights.Length <= _rows)
            return _kernel.Weights[_taken - first];
        var sum = 0f;
        for (var tap = 0; tap < _kernel.Weights.Length; tap++)
            if (ResizeTaps.Mirrored(first + tap, _rows) == _taken)
                sum += _kernel.Weights[tap];
        return sum;
    }

    private static void AddWeighted(ReadOnlySpan<float> row, float weight, Span<float> sums)
    {
        var from = MemoryMarshal.Cast<float, Vector<float>>(row);
        var to = MemoryMarshal.Cast<float, Vector<float>>(sums);
        for (var i = 0; i < to.Length; i++)
            to[i] += from[i] * weight;
        for (var i = to.Length * Vector<float>.Count; i < sums.Length; i++)
            sums[i] += row[i] * weight;
    }

    private float Across(ReadOnlySpan<float> samples)
    {
        var sum = Vector<float>.Zero;
        for (var i = 0; i < _across.Length; i++)
            sum += new Vector<float>(samples[(i * Vector<float>.Count)..]) * _across[i];
        return Vector.Sum(sum);
    }
}
