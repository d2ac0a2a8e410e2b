using System.Runtime.InteropServices;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Imaging.Faces;

/// <summary>Cuts aligned faces out of an image while its rows go by: bilinear, and gray where a face reaches beyond the image. Holds two rows and the faces.</summary>
/// <param name="size">Of the image.</param>
/// <param name="format">Layout of its rows.</param>
/// <param name="edge">Edge of an aligned face.</param>
public sealed class FaceAligner(PixelSize size, PixelFormat format, int edge)
{
    // As the reference implementation paints what lies outside: red, green, blue.
    private static readonly float[] _outside = [132, 133, 135];
    private const int Channels = 3;

    /// <param name="alignments">What brings each face from the image to where it belongs.</param>
    /// <param name="read">Gives the image's rows from the first on.</param>
    /// <param name="ct">Stops between two rows.</param>
    /// <returns>The faces: RGB of the image's depth.</returns>
    public IReadOnlyList<Raster> Read(IReadOnlyList<Similarity> alignments, RowReader read, CancellationToken ct)
    {
        var faces = alignments.Select(alignment => new Cut(alignment.Inverse(), edge, Raster.Black(new(edge, edge), new(Channels, format.Depth)))).ToList();
        var (above, below) = (Outside(), Outside());
        var row = new byte[format.RowBytes(size.Width)];
        foreach (var face in faces)
            face.Fill(above, below, from: int.MinValue, to: -2);
        for (var y = 0; y < size.Height && y <= faces.Max(face => face.LastRow) + 1; y++)
        {
            ct.ThrowIfCancellationRequested();
            read(y, 1, row);
            RgbRows.ToFloats(row, format, below.AsSpan(Channels, Channels * size.Width));
            faces.ForEach(face => face.Fill(above, below, y - 1, y - 1));
            (above, below) = (below, above);
        }
        Outside().CopyTo(below, 0);
        faces.ForEach(face => face.Fill(above, below, size.Height - 1, size.Height - 1));
        Outside().CopyTo(above, 0);
        faces.ForEach(face => face.Fill(above, below, size.Height, int.MaxValue));
        return [.. faces.Select(face => face.Image)];
    }

    // With one pixel more on each side.
    private float[] Outside()
    {
        var row = new float[Channels * (size.Width + 2)];
        for (var i = 0; i < row.Length; i++)
            row[i] = _outside[i % Channels] * format.MaxSample / byte.MaxValue;
        return row;
    }

    /// <summary>One face in the making.</summary>
    private sealed class Cut(Similarity toSource, int edge, Raster image)
    {
        private readonly double _first = Math.Floor(Corners(toSource, edge).Min());

        public Raster Image => image;

        /// <summary>The last row between which and the next one pixels of the face lie.</summary>
        public double LastRow { get; } = Math.Floor(Corners(toSource, edge).Max());

        /// <summary>Makes the pixels that lie between two rows of the image.</summary>
        /// <param name="above">The upper one.</param>
        /// <param name="below">The lower one.</param>
        /// <param name="from">Number of the upper one; of the first when there are several that are all the same.</param>
        /// <param name="to">Number of the last upper one.</param>
        public void Fill(float[] above, float[] below, int from, int to)
        {
            if (to < _first || from > LastRow)
                return;
            for (var v = 0; v < edge; v++)
            {
                var start = (toSource.A * v) + toSource.Y;
                var (first, last) = Between(toSource.B, start, from, to);
                for (var u = first; u <= last; u++)
                    if ((toSource.B * u) + start is var y && Math.Floor(y) is var upper && upper >= from && upper <= to)
                        Put(u, v, (toSource.A * u) - (toSource.B * v) + toSource.X, (float)(y - upper), above, below);
            }
        }

        private static IEnumerable<double> Corners(Similarity toSource, int edge) =>
            from x in new[] { 0, edge - 1 } from y in new[] { 0, edge - 1 } select toSource.Apply(new(x, y)).Y;

        // Columns whose row may be among those wanted, one more on each side for the rounding.
        private (int First, int Last) Between(double slope, double start, double from, double to)
        {
            var (low, high) = (Math.Min(start, start + (slope * (edge - 1))), Math.Max(start, start + (slope * (edge - 1))));
            if (high < from || low >= to + 1)
                return (0, -1);
            if (Math.Abs(slope) * edge < 1)
                return (0, edge - 1);
            var (one, other) = ((from - start) / slope, (to + 1 - start) / slope);
            return ((int)Math.Clamp(Math.Floor(Math.Min(one, other)) - 1, 0, edge - 1), (int)Math.Clamp(Math.Ceiling(Math.Max(one, other)) + 1, 0, edge - 1));
        }

        private void Put(int u, int v, double x, float down, float[] above, float[] below)
        {
            var width = (above.Length / Channels) - 2;
            var left = Math.Floor(x);
            var right = (float)(x - left);
            // Beyond the pixel that was added everything is as there.
            var (at, next) = (Channels * (int)Math.Clamp(left + 1, 0, width + 1), Channels * (int)Math.Clamp(left + 2, 0, width + 1));
            for (var c = 0; c < Channels; c++)
            {
                var top = above[at + c] + (right * (above[next + c] - above[at + c]));
                var bottom = below[at + c] + (right * (below[next + c] - below[at + c]));
                var sample = (int)MathF.Round(top + (down * (bottom - top)));
                var place = (Channels * ((v * edge) + u)) + c;
                if (image.Format.Depth == SampleDepth.Eight)
                    image.Samples[place] = (byte)sample;
                else
                    MemoryMarshal.Cast<byte, ushort>(image.Samples.AsSpan())[place] = (ushort)sample;
            }
        }
    }
}
