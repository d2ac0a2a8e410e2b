namespace SuperResFarm.Imaging.Faces;

/// <summary>A face that was found.</summary>
/// <param name="Box">Where it lies.</param>
/// <param name="Score">How sure the detector is, 0 to 1.</param>
/// <param name="Landmarks">Five places: left eye, right eye, nose, left and right corner of the mouth, as seen in the image.</param>
public sealed record DetectedFace(FaceBox Box, double Score, IReadOnlyList<FacePoint> Landmarks)
{
    /// <summary>Pixels between the eyes.</summary>
    public double EyeDistance => Landmarks[0].DistanceTo(Landmarks[1]);

    /// <summary>The same face in an image that is larger and begins elsewhere.</summary>
    /// <param name="factor">Size of the other image over that of this one; pixels of this one are means of as many of the other.</param>
    /// <param name="left">Where this image begins in the other.</param>
    /// <param name="top">Where this image begins in the other.</param>
    public DetectedFace Moved(double factor, double left, double top)
    {
        return this with
        {
            Box = new(X(Box.Left), Y(Box.Top), X(Box.Right), Y(Box.Bottom)),
            Landmarks = [.. Landmarks.Select(point => new FacePoint(X(point.X), Y(point.Y)))],
        };

        // The first pixel of the smaller image lies in the middle of those it is the mean of.
        double X(double x) => (x * factor) + ((factor - 1) / 2) + left;
        double Y(double y) => (y * factor) + ((factor - 1) / 2) + top;
    }
}
