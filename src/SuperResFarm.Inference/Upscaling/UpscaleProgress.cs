namespace SuperResFarm.Inference.Upscaling;

/// <summary>How far one image is.</summary>
/// <param name="Done">Network runs that are placed.</param>
/// <param name="Total">Network runs in all.</param>
public readonly record struct UpscaleProgress(int Done, int Total);
