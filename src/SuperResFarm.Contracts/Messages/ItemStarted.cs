namespace SuperResFarm.Contracts.Messages;

/// <summary>A worker has begun.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Item">Place of the item in its job, from 0.</param>
/// <param name="Attempt">The attempt this is about.</param>
/// <param name="Worker">Name of the worker.</param>
/// <param name="Device">Name of its device.</param>
public sealed record ItemStarted(Guid JobId, int Item, int Attempt, string Worker, string Device) : IItemReport;
