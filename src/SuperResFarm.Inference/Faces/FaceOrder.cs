using SuperResFarm.Imaging.Decode;

namespace SuperResFarm.Inference.Faces;

/// <summary>An image whose faces are restored.</summary>
/// <param name="Open">Opens it once more from its first row; whoever calls disposes of it.</param>
/// <param name="Header">What its header says.</param>
/// <param name="Scale">Enlarged size over source size.</param>
/// <param name="Settings">How.</param>
/// <param name="Debug">Takes pictures of what happens; null: nobody looks.</param>
public sealed record FaceOrder(Func<ImageSource> Open, ImageHeader Header, int Scale, FaceSettings Settings, FacePictures? Debug = null)
{
    /// <summary>Is told how it gets on.</summary>
    public FaceWatch Watch { get; init; } = FaceWatch.Nobody;
}
