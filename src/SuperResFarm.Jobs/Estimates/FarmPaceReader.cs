using Microsoft.EntityFrameworkCore;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Jobs.Estimates;

/// <summary>Reads what estimates rest on. Never waits for writers.</summary>
/// <param name="database">Where.</param>
public sealed class FarmPaceReader(JobsDatabase database)
{
    private const int MostRates = 1000;
    private const int MostJobs = 2000;

    /// <returns>How fast the farm is, and what it has before it.</returns>
    /// <param name="ct">Ends the asking.</param>
    public async Task<FarmPace> ReadAsync(CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var now = await database.NowAsync(context, ct);
        var rates = (await context.Rates.AsNoTracking().OrderByDescending(rate => rate.ChangedAt).Take(MostRates).ToListAsync(ct)).ConvertAll(View);
        var capacity = await WorkMinutes.CapacityAsync(context, now, ct);
        var open = await context.Jobs.AsNoTracking().Where(job => job.State < JobState.Completed).OrderBy(job => job.Priority).ThenBy(job => job.Id).Take(MostJobs + 1).ToListAsync(ct);
        return new FarmPace(now, rates, capacity, Views(open.Take(MostJobs)), open.Count <= MostJobs);
    }

    private static Rate View(RateRow rate) => new(
        rate.Model, rate.ModelSha256, rate.EightOrientations,
        new WorkSums(rate.Items, rate.Megapixels, rate.Weights, rate.Seconds, rate.WeighedSeconds, rate.WeighedSquares),
        rate.CostSeconds > 0 ? rate.Cost / rate.CostSeconds : null);

    private static List<OpenJob> Views(IEnumerable<JobRow> jobs)
    {
        var known = new KnownParameters();
        return [.. jobs.Select(job => new OpenJob(job.Id, job.Tenant, job.Priority, known.Of(job.Parameters), job.Counts.Total - job.Refused, job.Counts.Open, job.Work))];
    }
}
