namespace SuperResFarm.Inference.Upscaling;

/// <summary>One image to enlarge.</summary>
/// <param name="Source">File to read.</param>
/// <param name="SourceSha256">Its hash, lower-case hexadecimal, for the report.</param>
/// <param name="Target">File to write; its folder exists. It appears whole or not at all.</param>
/// <param name="Settings">How.</param>
public sealed record UpscaleRequest(string Source, string SourceSha256, string Target, UpscaleSettings Settings);
