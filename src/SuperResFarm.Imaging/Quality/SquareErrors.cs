using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Quality;

/// <summary>Adds up squared differences row by row, of the whole image and of squares, of which it remembers the worst.</summary>
internal sealed class SquareErrors(PixelSize size)
{
    private const int Edge = Consistency.SquareEdge;

    private readonly double[] _row = new double[Math.Max(1, size.Width / Edge)];
    private readonly int _last = Math.Max(1, size.Height / Edge) - 1;
    private double _all;
    private double _worst = -1;
    private int _worstX;
    private int _worstY;
    private int _y;

    /// <summary>Takes the differences of the next row.</summary>
    public void Add(ReadOnlySpan<float> differences)
    {
        for (var square = 0; square < _row.Length; square++)
        {
            var sum = 0.0;
            foreach (var difference in differences[(square * Edge)..EndOf(square)])
                sum += (double)difference * difference;
            _row[square] += sum;
            _all += sum;
        }
        _y++;
        if (_y == size.Height || (_y % Edge == 0 && _y / Edge <= _last))
            EndRow(Math.Min((_y - 1) / Edge, _last) * Edge);
    }

    /// <returns>The figures of all rows.</returns>
    public Consistency Figures() => new(Psnr(_all / size.Pixels), Psnr(_worst), _worstX, _worstY);

    private void EndRow(int top)
    {
        for (var square = 0; square < _row.Length; square++)
        {
            var mean = _row[square] / ((double)(EndOf(square) - square * Edge) * (_y - top));
            if (mean > _worst)
                (_worst, _worstX, _worstY) = (mean, square * Edge, top);
        }
        Array.Clear(_row);
    }

    // The last one takes what is left.
    private int EndOf(int square) => square == _row.Length - 1 ? size.Width : (square + 1) * Edge;

    private static double Psnr(double mean) => Math.Min(Consistency.Most, Math.Round(10 * Math.Log10(Plane.Peak * Plane.Peak / mean), 3));
}
