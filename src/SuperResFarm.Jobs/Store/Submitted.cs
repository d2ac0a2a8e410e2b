namespace SuperResFarm.Jobs.Store;

/// <summary>What became of a submission.</summary>
/// <param name="Outcome">Whether there is a new job.</param>
/// <param name="JobId">The new job, or the one that the key stands for.</param>
public sealed record Submitted(SubmitOutcome Outcome, Guid JobId);

/// <summary>What a submission can become.</summary>
public enum SubmitOutcome
{
    /// <summary>A new job.</summary>
    Created,

    /// <summary>The job that the same submission became before.</summary>
    Replayed,

    /// <summary>Nothing: its key stands for another submission.</summary>
    Conflict,
}
