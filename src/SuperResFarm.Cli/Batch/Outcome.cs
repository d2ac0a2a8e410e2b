using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Batch;

/// <summary>How one image ended: exactly one of <see cref="Report"/> and <see cref="Error"/> is set, or neither when it was skipped.</summary>
/// <param name="Item">Which image.</param>
/// <param name="SourceSha256">Hash of the source, when it could be read.</param>
/// <param name="Settings">How it was to be done.</param>
public sealed record Outcome(WorkItem Item, string? SourceSha256, UpscaleSettings Settings)
{
    /// <summary>What was done.</summary>
    public UpscaleReport? Report { get; init; }

    /// <summary>Why it failed.</summary>
    public FailureCode? Error { get; init; }

    /// <summary>The sentence for the user.</summary>
    public string? Message { get; init; }

    /// <summary><c>done</c>, <c>failed</c> or <c>skipped</c>.</summary>
    public string Status => Report is not null ? "done" : Error is not null ? "failed" : "skipped";
}
