namespace SuperResFarm.Imaging.Faces;

/// <summary>
/// The square of a face with soft sides. The reference implementation draws the square into the enlarged image, erodes it twice by upright windows and blurs it
/// by a Gaussian, all in proportion to its area. A square stays one when it is eroded, and a Gaussian looks the same from every side, so the outcome is the
/// product of two soft steps along the sides, which needs no image to be held.
/// </summary>
public sealed class SquareMask : FaceMask
{
    private const int Steps = 4;       // of the table, for each pixel of the face
    private const int Border = 2;      // pixels that the table holds beyond the face
    private const int EdgeShare = 20;  // the soft edge is that part of the root of the area

    private readonly float[] _profile;

    /// <param name="edge">Edge of the aligned face.</param>
    /// <param name="toResult">From the aligned face into the enlarged image.</param>
    /// <param name="factor">Enlarged size over source size.</param>
    /// <param name="area">Pixels of the enlarged image that the face covers.</param>
    public SquareMask(int edge, Similarity toResult, int factor, double area)
    {
        var soft = Math.Max(1, (int)Math.Sqrt(area) / EdgeShare);
        // Windows of 2 factor and 2 soft pixels.
        var inset = toResult.Reach * (((2 * factor) - 1) / 2.0 + (((2 * soft) - 1) / 2.0)) / toResult.Scale;
        var deviation = ((0.3 * (soft - 1)) + 0.8) / toResult.Scale;
        _profile = new float[((edge + (2 * Border)) * Steps) + 1];
        for (var i = 0; i < _profile.Length; i++)
        {
            var place = ((double)i / Steps) - Border;
            _profile[i] = (float)(Step((place + 0.5 - inset) / deviation) - Step((place - (edge - 0.5 - inset)) / deviation));
        }
    }

    /// <inheritdoc/>
    public override float At(float x, float y) => Along(x) * Along(y);

    private float Along(float place)
    {
        var scaled = Math.Clamp((place + Border) * Steps, 0, _profile.Length - 1.001f);
        var index = (int)scaled;
        return _profile[index] + ((scaled - index) * (_profile[index + 1] - _profile[index]));
    }

    // The normal distribution; 7.1.26 of Abramowitz and Stegun, to 1.5e-7.
    private static double Step(double deviations)
    {
        var x = Math.Abs(deviations) / Math.Sqrt(2);
        var t = 1 / (1 + (0.3275911 * x));
        var tail = ((((((((1.061405429 * t) - 1.453152027) * t) + 1.421413741) * t) - 0.284496736) * t) + 0.254829592) * t * Math.Exp(-x * x) / 2;
        return deviations < 0 ? tail : 1 - tail;
    }
}
