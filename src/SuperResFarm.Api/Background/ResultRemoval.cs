using SuperResFarm.Api.Access;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Objects;
using SuperResFarm.Jobs.Deletion;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Background;

/// <summary>Deletes results of deleted jobs from the object store: those that the job itself made, that are still what it stored, and that its tenant may write.</summary>
internal sealed class ResultRemoval(IObjectStore store, AccessBook access)
{
    private const int AtOnce = 8;

    /// <returns>How many were deleted, and how many stay. Those that were gone already are neither.</returns>
    /// <param name="job">Whose.</param>
    /// <param name="results">Which.</param>
    /// <param name="ct">Ends it; what was deleted is.</param>
    /// <exception cref="FarmException">The store has a bad moment.</exception>
    public async Task<(int Deleted, int Kept)> RemoveAsync(DeletedJob job, IReadOnlyList<StoredResult> results, CancellationToken ct)
    {
        var write = (await access.OfAsync(job.Tenant, ct)).Write;
        var (deleted, kept) = (0, 0);
        await Parallel.ForEachAsync(results, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (result, token) =>
        {
            if (await RemoveAsync(job, result, write, token) is { } removed)
                Interlocked.Add(ref removed ? ref deleted : ref kept, 1);
        });
        return (deleted, kept);
    }

    // Null: there was nothing.
    private async Task<bool?> RemoveAsync(DeletedJob job, StoredResult result, AllowedPrefixes? write, CancellationToken ct)
    {
        try
        {
            var uri = ObjectUri.Parse(result.Target);
            write?.Demand(uri);
            if (await store.FindAsync(uri, ct) is not { } head)
                return null;
            if (head.Sha256 != result.Result.Sha256 || !IsOf(job, head))
                return false;
            // Before the result: after a fault it is found again by it.
            if (result.Result.DivergenceMap is { } map && ObjectUri.Parse(map) is var beside && await store.FindAsync(beside, ct) is { } picture && IsOf(job, picture))
            {
                write?.Demand(beside);
                await store.DeleteAsync(beside, ct);
            }
            await store.DeleteAsync(uri, ct);
            return true;
        }
        catch (FarmException fault) when (fault.Next == Disposition.Reject)
        {
            return false;
        }
    }

    private static bool IsOf(DeletedJob job, ObjectHead head) => head.Metadata.GetValueOrDefault(ObjectNotes.Job) == job.Id.ToString();
}
