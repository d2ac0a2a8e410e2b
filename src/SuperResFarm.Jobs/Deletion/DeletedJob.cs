using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Jobs.Deletion;

/// <summary>A job that was deleted, and the right to remove what is left of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">Whose it was.</param>
/// <param name="Items">How many items it had.</param>
/// <param name="Next">The first one that is still there.</param>
/// <param name="Results">Whether its results go too.</param>
/// <param name="ResultsDeleted">How many of them are gone.</param>
/// <param name="ResultsKept">How many stay, because they are not what it stored.</param>
/// <param name="Lease">Until when the right lasts, which also names it.</param>
public sealed record DeletedJob(Guid Id, string Tenant, int Items, int Next, bool Results, int ResultsDeleted, int ResultsKept, long Lease)
{
    /// <summary>Whether nothing is left of its items.</summary>
    public bool IsEmpty => Next >= Items;
}

/// <summary>What an item of a deleted job stored.</summary>
/// <param name="Target">Where.</param>
/// <param name="Result">What.</param>
public sealed record StoredResult(string Target, ItemResult Result);
