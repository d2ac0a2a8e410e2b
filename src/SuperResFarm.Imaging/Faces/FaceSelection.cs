using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Faces;

/// <summary>Which of the faces that were found count.</summary>
public static class FaceSelection
{
    /// <summary>Score above which something is taken for a face, as in the reference implementation (facexlib's restoration helper).</summary>
    public const double LeastScore = 0.97;

    /// <summary>Pixels between the eyes below which a face is too small, or seen too much from the side, to be restored; from the same source.</summary>
    public const double LeastEyeDistance = 5;

    /// <summary>Overlap of two boxes above which they are the same face.</summary>
    public const double SameFace = 0.4;

    /// <returns>Each face once: the surest of those that overlap, in descending order of score.</returns>
    public static IReadOnlyList<DetectedFace> Distinct(IEnumerable<DetectedFace> found)
    {
        var kept = new List<DetectedFace>();
        foreach (var face in found.OrderByDescending(face => face.Score))
            if (kept.TrueForAll(other => other.Box.OverlapWith(face.Box) <= SameFace))
                kept.Add(face);
        return kept;
    }

    /// <returns>Those whose eyes are far enough apart.</returns>
    public static IReadOnlyList<DetectedFace> Restorable(IEnumerable<DetectedFace> faces) => [.. faces.Where(face => face.EyeDistance >= LeastEyeDistance)];

    /// <returns>The face whose box is nearest to the middle of the image; none when there is none.</returns>
    public static IReadOnlyList<DetectedFace> Central(IReadOnlyList<DetectedFace> faces, PixelSize size) =>
        faces.MinBy(face => face.Box.Centre.DistanceTo(new(size.Width / 2.0, size.Height / 2.0))) is { } nearest ? [nearest] : [];
}
