using SuperResFarm.Inference.Faces;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>One image to enlarge.</summary>
/// <param name="Source">File to read.</param>
/// <param name="SourceSha256">Its hash, lower-case hexadecimal, for the result; empty: not known.</param>
/// <param name="Target">File to write; its folder exists. It appears whole or not at all.</param>
/// <param name="Settings">How.</param>
public sealed record UpscaleRequest(string Source, string SourceSha256, string Target, UpscaleSettings Settings)
{
    /// <summary>File for a picture of where the enlarged image differs from its source; its folder exists. Null: none is drawn.</summary>
    public string? DivergenceMap { get; init; }

    /// <summary>Takes pictures of how faces are restored; null: none are drawn.</summary>
    public FacePictures? FacePictures { get; init; }
}
