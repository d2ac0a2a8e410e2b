using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Jobs.Estimates;

/// <summary>How fast the farm is, and what it has before it.</summary>
/// <param name="Now">When this was so, Unix milliseconds of the database's clock.</param>
/// <param name="Rates">What was learnt of models, the latest first.</param>
/// <param name="Capacity">How fast devices worked of late; null: no worker has reported.</param>
/// <param name="Open">Jobs that have not ended, high priorities first, old ones first in each.</param>
/// <param name="IsWhole">Whether those are all.</param>
public sealed record FarmPace(long Now, IReadOnlyList<Rate> Rates, Capacity? Capacity, IReadOnlyList<OpenJob> Open, bool IsWhole)
{
    /// <summary>How far back its speed is looked at.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Of a farm of which nothing is known.</summary>
    public static FarmPace Unknown { get; } = new(0, [], null, [], true);

    /// <returns>What was learnt of the model that parameters name; null: nothing yet.</returns>
    public Rate? RateOf(UpscaleParameters parameters) => Rates.FirstOrDefault(rate => rate.EightOrientations == parameters.EightOrientations
        && (parameters.ModelSha256 is { } sha256 ? rate.ModelSha256 == sha256 : rate.Model == parameters.Model));

    /// <returns>
    /// Device seconds that are done before a piece of work, or beside it: all of higher priority, what its tenant submitted before in its own, and of each other tenant in it
    /// at most as much as of this one, for they share it.
    /// </returns>
    /// <param name="tenant">Whose work it is.</param>
    /// <param name="priority">Whose queue it takes.</param>
    /// <param name="own">The work itself.</param>
    /// <param name="before">Only jobs of the tenant before this one; null: all.</param>
    public Quantity Ahead(string tenant, Priority priority, Quantity own, Guid? before = null)
    {
        var waiting = Open.Where(job => job.Id != before).ToList();
        var ahead = Sum(waiting.Where(job => job.Priority < priority));
        var mine = Sum(waiting.Where(job => job.Priority == priority && job.Tenant == tenant && (before is null || job.Id.CompareTo(before.Value) < 0)));
        var share = own.Value + mine.Value;
        foreach (var other in waiting.Where(job => job.Priority == priority && job.Tenant != tenant).GroupBy(job => job.Tenant))
            if (Sum(other) is var theirs)
                ahead += theirs.Value <= share ? theirs : new Quantity(share, theirs.Error * share / theirs.Value);
        return ahead + mine;
    }

    private Quantity Sum(IEnumerable<OpenJob> jobs) => jobs.Aggregate(default(Quantity), (sum, job) => sum + LeftOf(job));

    // A job of a model of which nothing is known is taken for a usual one.
    private Quantity LeftOf(OpenJob job) => WorkLeft.Of(job.Work, job.Items, job.Open, RateOf(job.Parameters)?.Sums)?.Left ?? new Quantity(job.Open * UsualSeconds, 0).Doubted(1);

    private double UsualSeconds => Rates.Sum(rate => rate.Sums.Items) is > 0 and var items ? Rates.Sum(rate => rate.Sums.Seconds) / items : 0;
}
