namespace SuperResFarm.Jobs.Store;

/// <summary>A listing that is not over when a job is submitted: its items so far are those of the submission, the others come later.</summary>
/// <param name="Plan">What whoever lists on needs to know.</param>
/// <param name="LastKey">The last object that was listed; null: none was.</param>
/// <param name="PassedOver">How many objects were no items.</param>
public sealed record NewCrawl(string Plan, string? LastKey, long PassedOver);
