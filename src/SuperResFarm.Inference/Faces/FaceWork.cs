using SuperResFarm.Imaging.Faces;

namespace SuperResFarm.Inference.Faces;

/// <summary>Restored faces and what is to be told of them.</summary>
/// <param name="Patches">Those that are blended into the enlarged image, in this order; none where it stays as it is.</param>
/// <param name="Report">What was done.</param>
public sealed record FaceWork(IReadOnlyList<FacePatch> Patches, FaceReport Report);
