using SuperResFarm.Api.Problems;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Api.Submissions;

/// <summary>What limits of jobs must keep to.</summary>
/// <param name="time">Deadlines lie ahead of it.</param>
internal sealed class LimitRules(TimeProvider time)
{
    /// <returns>The limits; without meaning where there are mistakes.</returns>
    /// <param name="deadline">As given; null: none.</param>
    /// <param name="budget">As given; null: none.</param>
    /// <param name="mistakes">Gets them.</param>
    public JobLimits Of(DateTimeOffset? deadline, BudgetBody? budget, MistakeList mistakes)
    {
        var limits = new JobLimits(deadline, budget is null ? null : new JobBudget(budget.Megapixels, budget.DeviceSeconds, budget.Cost));
        foreach (var (part, mistake) in limits.MistakesAt(time.GetUtcNow()))
            mistakes.Add($"/{part}", mistake);
        return limits;
    }
}
