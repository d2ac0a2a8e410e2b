using SuperResFarm.Cli.Batch;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Cli.Reporting;

/// <summary>Everything known of one image that has ended, as one JSON line. Facts that do not apply are left out.</summary>
public sealed record ReportLine
{
    /// <summary><c>done</c>, <c>skipped</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Source.</summary>
    public required FileFacts Input { get; init; }

    /// <summary>Result.</summary>
    public required FileFacts Output { get; init; }

    /// <summary>Model.</summary>
    public ModelFacts? Model { get; init; }

    /// <summary>Settings as asked for.</summary>
    public required SettingsFacts Settings { get; init; }

    /// <summary>Tile plan.</summary>
    public TileFacts? Tiles { get; init; }

    /// <summary>Seconds each stage worked; stages overlap.</summary>
    public StageSeconds? Seconds { get; init; }

    /// <summary>How well the result agrees with its source.</summary>
    public Consistency? Consistency { get; init; }

    /// <summary>What was done about faces; left out when nothing was asked for.</summary>
    public FaceFacts? Faces { get; init; }

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>Failure code, spelled with hyphens.</summary>
    public string? Error { get; init; }

    /// <summary>Failure in one sentence.</summary>
    public string? Message { get; init; }

    /// <summary>The line of an image that has ended.</summary>
    public static ReportLine Of(Outcome outcome)
    {
        var (report, plan) = (outcome.Report, outcome.Report?.Plan);
        return new ReportLine
        {
            Status = outcome.Status,
            Input = FileFacts.OfSource(outcome),
            Output = FileFacts.OfResult(outcome),
            Model = plan is null ? null : ModelFacts.Of(plan),
            Settings = SettingsFacts.Of(outcome.Settings),
            Tiles = plan is null ? null : TileFacts.Of(plan.Tiles),
            Seconds = report is null ? null : StageSeconds.Of(report),
            Consistency = report?.Consistency,
            Faces = plan?.FaceFacts(),
            Warnings = plan is { Warnings.Count: > 0 } ? plan.Warnings : null,
            Error = outcome.Error?.Spelled(),
            Message = outcome.Message,
        };
    }
}
