namespace SuperResFarm.Jobs.Persistence;

/// <summary>Which item.</summary>
/// <param name="JobId">Of which job.</param>
/// <param name="Number">Place in the job, from 0.</param>
internal readonly record struct ItemKey(Guid JobId, int Number);
