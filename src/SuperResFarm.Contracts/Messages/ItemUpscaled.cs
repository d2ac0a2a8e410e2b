namespace SuperResFarm.Contracts.Messages;

/// <summary>The result is stored.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Item">Place of the item in its job, from 0.</param>
/// <param name="Attempt">The attempt this is about.</param>
/// <param name="Worker">Name of the worker.</param>
/// <param name="Device">Name of its device.</param>
/// <param name="Result">What was stored.</param>
public sealed record ItemUpscaled(Guid JobId, int Item, int Attempt, string Worker, string Device, ItemResult Result) : IItemReport;
