using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>Refuses items that come later than others of their job and have the same target. They are found by a hash, so that the job is not read again for each page.</summary>
internal static class TargetTwins
{
    /// <returns>What the index has of an item's target; null: nothing, as it never begins.</returns>
    public static long? HashOf(NewItem item) =>
        item.Refusal is null ? BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(item.Target))) : null;

    /// <returns>The items as they are written, behind those that the job has.</returns>
    /// <param name="context">With the job locked.</param>
    /// <param name="job">One whose items come page by page.</param>
    /// <param name="items">A page.</param>
    /// <param name="ct">Ends the asking.</param>
    public static async Task<IReadOnlyList<NewItem>> RefuseAsync(JobsContext context, JobRow job, IReadOnlyList<NewItem> items, CancellationToken ct)
    {
        var hashes = items.Select(HashOf).Where(hash => hash is not null).Distinct().ToList();
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var known in await context.Items.Where(item => item.JobId == job.Id && item.TargetHash != null && hashes.Contains(item.TargetHash) && item.Attempt > 0)
            .OrderBy(item => item.Number).Select(item => new { item.Target, item.Number }).ToListAsync(ct))
            first.TryAdd(known.Target, known.Number);
        var number = job.Counts.Total;
        return [.. items.Select(item => Refused(item, number++))];

        NewItem Refused(NewItem item, int own) => item.Refusal is not null || first.TryAdd(item.Target, own) ? item : item with
        {
            Refusal = new Refusal(FailureCode.OutputUnwritable, $"Item {first[item.Target]} of this job has the same target: give this item a target of its own."),
        };
    }
}
