namespace SuperResFarm.Contracts.Http;

/// <summary>Body of <c>POST /v1/jobs/{id}/retry</c>, which may be left out: new limits for the job, where the old ones are reached or to be changed.</summary>
public sealed record RetryRequest
{
    /// <summary>Until when images are begun, at most 366 days ahead; null: as it was.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How much the job may use from its very beginning, more than it has used already; null: as it was.</summary>
    public BudgetBody? Budget { get; init; }
}
