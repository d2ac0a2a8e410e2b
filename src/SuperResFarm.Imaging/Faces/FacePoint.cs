namespace SuperResFarm.Imaging.Faces;

/// <summary>A place in an image: pixel centres have whole coordinates, the first one (0, 0).</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Down.</param>
public readonly record struct FacePoint(double X, double Y)
{
    /// <returns>How far another place is.</returns>
    public double DistanceTo(FacePoint other) => Math.Sqrt(((X - other.X) * (X - other.X)) + ((Y - other.Y) * (Y - other.Y)));
}
