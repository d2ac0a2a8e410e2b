using System.Globalization;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Jobs.Rules;

/// <summary>When a job begins nothing more.</summary>
/// <param name="Deadline">At this time; null: at none.</param>
/// <param name="Budget">When so much was used; null: however much.</param>
public sealed record JobLimits(DateTimeOffset? Deadline = null, JobBudget? Budget = null)
{
    /// <summary>How far ahead a deadline may lie, days.</summary>
    public const int LongestDays = 366;

    /// <summary>None.</summary>
    public static JobLimits None { get; } = new();

    /// <returns>Why nothing more is begun: <see cref="FailureCode.BudgetSpent"/> or <see cref="FailureCode.DeadlinePassed"/>; null: more is.</returns>
    /// <param name="spent">How much was used.</param>
    /// <param name="now">The present time.</param>
    public FailureCode? Reached(JobSpent spent, DateTimeOffset now) =>
        Budget?.IsSpent(spent) == true ? FailureCode.BudgetSpent : Deadline <= now ? FailureCode.DeadlinePassed : null;

    /// <returns>These, and where they say nothing the others.</returns>
    /// <param name="others">The others.</param>
    public JobLimits Over(JobLimits others) => new(Deadline ?? others.Deadline, Budget ?? others.Budget);

    /// <returns>Every mistake in limits that somebody sets: where, as HTTP spells it, and what.</returns>
    /// <param name="now">The present time.</param>
    public IEnumerable<(string Part, string Mistake)> MistakesAt(DateTimeOffset now)
    {
        if (Deadline is { } deadline && (deadline <= now || deadline > now.AddDays(LongestDays)))
            yield return ("deadline", string.Create(CultureInfo.InvariantCulture, $"must lie ahead, at most {LongestDays} days; it is {now:yyyy-MM-dd'T'HH:mm:ss'Z'} here"));
        if (Budget is (null, null, null))
            yield return ("budget", "must have at least one of megapixels, deviceSeconds and cost, or be left out");
        foreach (var (name, value) in new[] { ("megapixels", Budget?.Megapixels), ("deviceSeconds", Budget?.DeviceSeconds), ("cost", Budget?.Cost) })
            if (value is { } most && !(most > 0 && double.IsFinite(most)))
                yield return ($"budget/{name}", "must be a number above 0");
    }
}
