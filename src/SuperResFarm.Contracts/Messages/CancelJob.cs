namespace SuperResFarm.Contracts.Messages;

/// <summary>Tells every worker to stop what it does for a job and to drop what it still gets of it. May arrive more than once.</summary>
/// <param name="JobId">The job.</param>
public sealed record CancelJob(Guid JobId)
{
    /// <summary>
    /// Places of items that go on to their end where they run, because the job only begins nothing more; everything else of it is stopped and dropped.
    /// Null: nothing goes on, the job is cancelled for good.
    /// </summary>
    public IReadOnlyList<int>? GoingOn { get; init; }

    /// <summary>Where something goes on: the last <see cref="UpscaleItem.Round"/> that is not wanted any more. What was asked for later is.</summary>
    public int Round { get; init; }
}
