namespace SuperResFarm.Imaging.Faces;

/// <summary>Where the landmarks of an aligned face lie.</summary>
public static class FaceTemplate
{
    /// <summary>Edge of an aligned face that the numbers are for.</summary>
    public const int Edge = 512;

    // The mean landmarks of FFHQ's faces, as GFPGAN and RestoreFormer were trained with.
    private static readonly FacePoint[] _places =
        [new(192.98138, 239.94708), new(318.90277, 240.1936), new(256.63416, 314.01935), new(201.26117, 371.41043), new(313.08905, 371.15118)];

    /// <param name="edge">Edge of the aligned face in pixels.</param>
    /// <returns>Left eye, right eye, nose, left and right corner of the mouth.</returns>
    public static IReadOnlyList<FacePoint> Of(int edge) => [.. _places.Select(place => new FacePoint(place.X * edge / Edge, place.Y * edge / Edge))];

    /// <returns>What brings a face from its image to where the template has it.</returns>
    public static Similarity AlignmentOf(DetectedFace face, int edge) => SimilarityFit.Find(face.Landmarks, Of(edge));
}
