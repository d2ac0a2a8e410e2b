namespace SuperResFarm.Imaging.Faces;

/// <summary>Shows all of a face, to its edges: for images that are nothing but one aligned face.</summary>
public sealed class WholeMask : FaceMask
{
    /// <inheritdoc/>
    public override float At(float x, float y) => 1;
}
