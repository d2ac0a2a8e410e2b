namespace SuperResFarm.Inference.Upscaling;

/// <summary>How far one image is.</summary>
/// <param name="Done">Network runs that are placed.</param>
/// <param name="Total">Network runs in all.</param>
/// <param name="FacesDone">Faces that are restored, which goes before all that.</param>
/// <param name="Faces">Faces to restore; 0: none, or all are done.</param>
public readonly record struct UpscaleProgress(int Done, int Total, int FacesDone = 0, int Faces = 0);
