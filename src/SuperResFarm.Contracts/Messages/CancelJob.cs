namespace SuperResFarm.Contracts.Messages;

/// <summary>Tells every worker to stop what it does for a job and to drop what it still gets of it. May arrive more than once.</summary>
/// <param name="JobId">The job.</param>
public sealed record CancelJob(Guid JobId);
