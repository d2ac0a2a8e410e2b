using SuperResFarm.Jobs.Estimates;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Jobs.Store;

/// <summary>When a job will end.</summary>
/// <param name="Work">What it takes.</param>
/// <param name="Finish">When, from the moment that was asked for; null: no worker has reported for a while.</param>
public sealed record JobEta(WorkLeft Work, Finish? Finish)
{
    // What the whole run says of the pace weighs no more than this much of it.
    private static readonly TimeSpan _wholeRun = TimeSpan.FromMinutes(5);
    private const double LeastDoubt = 0.1;

    /// <returns>The job's; null: it has ended, or nothing is known of its speed.</returns>
    /// <param name="job">As it stands.</param>
    /// <param name="farm">As it stands.</param>
    /// <param name="now">By a clock that is close to the database's.</param>
    public static JobEta? Of(JobView job, FarmPace farm, DateTimeOffset now)
    {
        if (job.State >= JobState.Completed || WorkLeft.Of(job.Work, job.Counts.Total - job.Refused, job.Counts.Open, farm.RateOf(job.Parameters)?.Sums) is not { } work)
            return null;
        if (PaceOf(job, now) is { } pace)
            return new(work, Estimates.Finish.Of(work.Left, pace, Math.Sqrt(LeastDoubt * LeastDoubt + 1 / job.Work.Measured.Items)));
        return new(work, farm.Capacity is { Devices: > 0 } capacity
            ? Estimates.Finish.Of(work.Left + farm.Ahead(job.Tenant, job.Priority, work.Left, job.Id), capacity.Devices, capacity.Doubt) : null);
    }

    // Its own device seconds in a second since it began, the last minutes counting for more.
    private static double? PaceOf(JobView job, DateTimeOffset now)
    {
        if (job is not { StartedAt: { } started, Work: { RecentAt: { } at, Measured.Seconds: > 0 } work })
            return null;
        var (ran, halfLife) = (now - started, JobWork.RecentHalfLife);
        if (ran < TimeSpan.FromSeconds(1))
            return null;
        var recent = work.RecentSeconds * JobWork.Remembered(now - DateTimeOffset.FromUnixTimeMilliseconds(at));
        var recentTime = halfLife.TotalSeconds / Math.Log(2) * (1 - JobWork.Remembered(ran));
        var weight = Math.Min(1, _wholeRun / ran);
        var pace = (recent + work.Measured.Seconds * weight) / (recentTime + ran.TotalSeconds * weight);
        return pace > 0 ? pace : null;
    }
}
