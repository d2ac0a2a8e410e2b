namespace SuperResFarm.Imaging.Faces;

/// <summary>How much of a restored face is shown at each of its places.</summary>
public abstract class FaceMask
{
    /// <summary>Bytes that it holds; about none where it is a formula.</summary>
    public virtual long Bytes => 0;

    /// <param name="x">Place in the aligned face.</param>
    /// <param name="y">Place in the aligned face.</param>
    /// <returns>0, where the face does not count, to 1.</returns>
    public abstract float At(float x, float y);
}
