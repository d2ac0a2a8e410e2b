namespace SuperResFarm.Contracts.Messages;

/// <summary>A worker is alive and this far; renews the lease.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Item">Place of the item in its job, from 0.</param>
/// <param name="Attempt">The attempt this is about.</param>
/// <param name="Worker">Name of the worker.</param>
/// <param name="Device">Name of its device.</param>
/// <param name="Done">Share of the tiles that are done, 0 to 1.</param>
public sealed record ItemProgressed(Guid JobId, int Item, int Attempt, string Worker, string Device, double Done) : IItemReport;
