namespace SuperResFarm.Jobs.Rules;

/// <summary>How the state of a job follows from its items.</summary>
public static class JobRules
{
    /// <returns>The state after the counts changed.</returns>
    /// <param name="state">The state before.</param>
    /// <param name="counts">The counts now.</param>
    /// <param name="refused">How many of the failed items were refused when they were submitted.</param>
    /// <param name="crawling">Whether more items may come.</param>
    public static JobState After(this JobState state, JobCounts counts, int refused, bool crawling = false) => state switch
    {
        JobState.Cancelled => JobState.Cancelled,
        _ when counts.Open == 0 && !crawling => JobState.Completed,
        JobState.Accepted when counts.Left(refused) == 0 => JobState.Accepted,
        _ => JobState.Running,
    };

    /// <returns>Whether a job can still be cancelled.</returns>
    /// <param name="state">Its state.</param>
    public static bool CanCancel(this JobState state) => state is JobState.Accepted or JobState.Running;

    /// <returns>Whether failed items of a job can be tried again: not those of a cancelled job.</returns>
    /// <param name="state">Its state.</param>
    public static bool CanRetry(this JobState state) => state != JobState.Cancelled;

    /// <returns>Whether a job can be deleted: when nothing of it is open.</returns>
    /// <param name="state">Its state.</param>
    public static bool CanDelete(this JobState state) => state is JobState.Completed or JobState.Cancelled;
}
