namespace SuperResFarm.Imaging.Faces;

/// <summary>Turns, scales and moves: <c>x' = A x - B y + X</c>, <c>y' = B x + A y + Y</c>.</summary>
/// <param name="A">Scale times the cosine of the angle.</param>
/// <param name="B">Scale times the sine of the angle.</param>
/// <param name="X">Where the origin goes.</param>
/// <param name="Y">Where the origin goes.</param>
public readonly record struct Similarity(double A, double B, double X, double Y)
{
    /// <summary>Length of a pixel after it.</summary>
    public double Scale => Math.Sqrt((A * A) + (B * B));

    /// <summary>Half the width of a turned square over half its edge, 1 to the root of 2: as far as an upright window of radius 1 reaches across one of its sides.</summary>
    public double Reach => (Math.Abs(A) + Math.Abs(B)) / Scale;

    /// <returns>Where a place goes.</returns>
    public FacePoint Apply(FacePoint place) => new((A * place.X) - (B * place.Y) + X, (B * place.X) + (A * place.Y) + Y);

    /// <returns>The way back.</returns>
    public Similarity Inverse()
    {
        var square = (A * A) + (B * B);
        var (a, b) = (A / square, -B / square);
        return new(a, b, -((a * X) - (b * Y)), -((b * X) + (a * Y)));
    }

    /// <summary>From a crop into an enlarged image, where this one leads into the source.</summary>
    /// <param name="factor">Enlarged size over source size, at least 1.</param>
    /// <remarks>The reference implementation adds half a source pixel wherever it enlarges.</remarks>
    public Similarity Enlarged(int factor)
    {
        var offset = factor > 1 ? 0.5 * factor : 0;
        return new(A * factor, B * factor, (X * factor) + offset, (Y * factor) + offset);
    }
}
