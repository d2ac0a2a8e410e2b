using System.Numerics;

namespace SuperResFarm.Imaging.Faces;

/// <summary>The parts of a face that a parser told apart: skin, features and hair are shown, with soft edges; background, clothes and what lies on them are not.</summary>
public sealed class ParsedMask : FaceMask
{
    // Classes of ParseNet that are not a part of the face: background, ear ring, necklace, neck, cloth.
    private static readonly bool[] _hidden = [.. Enumerable.Range(0, 256).Select(label => label is 0 or 14 or 16 or 17 or 18 or > 18)];

    // For faces of 512 pixels: blurred twice by a window of 101, and nothing of the outermost 10.
    private const double Deviation = 11;
    private const int Radius = 50, Hidden = 10;

    private readonly int _edge;
    private readonly float[] _shown;

    /// <param name="edge">Edge of the aligned face.</param>
    /// <param name="labels">A class for each of its pixels, row by row.</param>
    public ParsedMask(int edge, ReadOnlySpan<byte> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, edge * edge);
        _edge = edge;
        _shown = new float[labels.Length];
        for (var i = 0; i < labels.Length; i++)
            _shown[i] = _hidden[labels[i]] ? 0 : 1;
        var kernel = Kernel(edge);
        var other = new float[_shown.Length];
        for (var pass = 0; pass < 4; pass++)   // twice along each axis
        {
            BlurDown(_shown, other, kernel);
            Transpose(other, _shown);
        }
        ClearBorder(Math.Max(1, Hidden * edge / FaceTemplate.Edge));
    }

    /// <inheritdoc/>
    public override long Bytes => (long)_shown.Length * sizeof(float);

    /// <inheritdoc/>
    public override float At(float x, float y)
    {
        if (x < 0 || y < 0 || x > _edge - 1 || y > _edge - 1)
            return 0;
        var (left, top) = (Math.Min((int)x, _edge - 2), Math.Min((int)y, _edge - 2));
        var (right, down) = (x - left, y - top);
        var place = (top * _edge) + left;
        var above = _shown[place] + (right * (_shown[place + 1] - _shown[place]));
        var below = _shown[place + _edge] + (right * (_shown[place + _edge + 1] - _shown[place + _edge]));
        return above + (down * (below - above));
    }

    private static float[] Kernel(int edge)
    {
        var (radius, deviation) = (Math.Max(1, Radius * edge / FaceTemplate.Edge), Deviation * edge / FaceTemplate.Edge);
        var weights = Enumerable.Range(-radius, (2 * radius) + 1).Select(i => Math.Exp(-i * i / (2 * deviation * deviation))).ToArray();
        return [.. weights.Select(weight => (float)(weight / weights.Sum()))];
    }

    private void BlurDown(float[] from, float[] to, float[] kernel)
    {
        Array.Clear(to);
        for (var y = 0; y < _edge; y++)
            for (var i = 0; i < kernel.Length; i++)
                AddRow(from.AsSpan(Tiles.TileAxis.Reflect(y + i - (kernel.Length / 2), _edge) * _edge, _edge), kernel[i], to.AsSpan(y * _edge, _edge));
    }

    private static void AddRow(ReadOnlySpan<float> row, float weight, Span<float> sum)
    {
        var x = 0;
        for (; x <= row.Length - Vector<float>.Count; x += Vector<float>.Count)
            (new Vector<float>(sum[x..]) + (new Vector<float>(row[x..]) * weight)).CopyTo(sum[x..]);
        for (; x < row.Length; x++)
            sum[x] += row[x] * weight;
    }

    private void Transpose(float[] from, float[] to)
    {
        for (var y = 0; y < _edge; y++)
            for (var x = 0; x < _edge; x++)
                to[(x * _edge) + y] = from[(y * _edge) + x];
    }

    private void ClearBorder(int width)
    {
        for (var y = 0; y < _edge; y++)
            for (var x = 0; x < _edge; x++)
                if (x < width || y < width || x >= _edge - width || y >= _edge - width)
                    _shown[(y * _edge) + x] = 0;
    }
}
