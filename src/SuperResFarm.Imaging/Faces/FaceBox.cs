namespace SuperResFarm.Imaging.Faces;

/// <summary>Where a face lies, in pixels; it may reach beyond the image.</summary>
/// <param name="Left">Least x.</param>
/// <param name="Top">Least y.</param>
/// <param name="Right">Largest x.</param>
/// <param name="Bottom">Largest y.</param>
public readonly record struct FaceBox(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Width times height.</summary>
    public double Area => (Right - Left) * (Bottom - Top);

    /// <summary>The middle.</summary>
    public FacePoint Centre => new((Left + Right) / 2, (Top + Bottom) / 2);

    /// <returns>Area of what both have in common over the area of what either has: 0 to 1.</returns>
    public double OverlapWith(FaceBox other)
    {
        var width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        var height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        if (width <= 0 || height <= 0)
            return 0;
        var common = width * height;
        return common / (Area + other.Area - common);
    }
}
