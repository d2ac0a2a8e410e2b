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

    /// <summary>Bytes that the weights of networks may take while the image is enlarged; those that faces need go where they take more. No limit by default.</summary>
    public long SpareBytes { get; init; } = long.MaxValue;
}
