using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Contracts.Messages;

/// <summary>An attempt has ended without a result.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Item">Place of the item in its job, from 0.</param>
/// <param name="Attempt">The attempt this is about.</param>
/// <param name="Worker">Name of the worker.</param>
/// <param name="Device">Name of its device.</param>
/// <param name="Code">Why.</param>
/// <param name="Next">What happens to the item.</param>
/// <param name="Message">One sentence fit for the user.</param>
public sealed record ItemFailed(
    Guid JobId, int Item, int Attempt, string Worker, string Device, FailureCode Code, Disposition Next, string Message) : IItemReport;
