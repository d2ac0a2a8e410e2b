using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>What was done with one image.</summary>
/// <param name="Plan">What was decided, and in its warnings what was found when it was done.</param>
/// <param name="OutputSha256">Hash of the result, lower-case hexadecimal.</param>
/// <param name="OutputBytes">Length of the result.</param>
/// <param name="Times">Time each stage worked.</param>
/// <param name="Elapsed">Wall time from opening the source to the renamed result, without waiting for other images.</param>
public sealed record UpscaleReport(ItemPlan Plan, string OutputSha256, long OutputBytes, StageTimes Times, TimeSpan Elapsed)
{
    /// <summary>How well the enlarged image agrees with its source; null: not measured.</summary>
    public Consistency? Consistency { get; init; }
}
