using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Imaging.Faces;

/// <summary>A restored face and where it belongs.</summary>
/// <param name="Face">RGB, square.</param>
/// <param name="Mask">How much of it is shown where.</param>
/// <param name="ToResult">From the face into the enlarged image.</param>
/// <param name="Area">Where that is.</param>
/// <param name="Weight">0, where the image stays as it is, to 1.</param>
public sealed record FacePatch(Raster Face, FaceMask Mask, Similarity ToResult, FaceArea Area, double Weight)
{
    /// <summary>Bytes of it that wait in memory for its bands.</summary>
    public long Bytes => Face.Samples.Length + Mask.Bytes;
}
