namespace SuperResFarm.Imaging.Quality;

/// <summary>Peak signal-to-noise ratio.</summary>
public static class Psnr
{
    /// <summary>Measures how far planes are from their references.</summary>
    /// <param name="pairs">One pair, or the channels of an image, whose errors are pooled; sizes are equal within each pair.</param>
    /// <returns><c>10 log10(255^2 / mean squared difference)</c> in dB; infinite when nothing differs.</returns>
    public static double Of(params IReadOnlyList<(Plane Image, Plane Reference)> pairs)
    {
        var (sum, count) = (0.0, 0L);
        foreach (var (image, reference) in pairs)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual((image.Width, image.Height), (reference.Width, reference.Height), nameof(pairs));
            for (var i = 0; i < image.Values.Length; i++)
            {
                var difference = image.Values[i] - reference.Values[i];
                sum += difference * difference;
            }
            count += image.Values.Length;
        }
        return 10 * Math.Log10(Plane.Peak * Plane.Peak / (sum / count));
    }
}
