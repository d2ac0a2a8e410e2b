namespace SuperResFarm.Inference.Upscaling;

/// <summary>What was done with one image.</summary>
/// <param name="Plan">What was decided.</param>
/// <param name="OutputSha256">Hash of the result, lower-case hexadecimal.</param>
/// <param name="OutputBytes">Length of the result.</param>
/// <param name="Times">Time each stage worked.</param>
/// <param name="Elapsed">Wall time from opening the source to the renamed result, without waiting for other images.</param>
public sealed record UpscaleReport(ItemPlan Plan, string OutputSha256, long OutputBytes, StageTimes Times, TimeSpan Elapsed);
