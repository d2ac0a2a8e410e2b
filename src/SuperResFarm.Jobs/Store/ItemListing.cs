using Microsoft.EntityFrameworkCore;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.Jobs.Store;

/// <summary>Finds items of a job along an index. No index knows sources: they are looked for among a bounded number of items at once.</summary>
internal static class ItemListing
{
    /// <summary>How many items are looked at for their sources at once.</summary>
    public const int Window = 10_000;

    /// <returns>Items of a kind in the order they were submitted.</returns>
    /// <param name="context">Where.</param>
    /// <param name="jobId">Of which job.</param>
    /// <param name="filter">Which.</param>
    /// <param name="after">Only items after this number; null: from the first.</param>
    public static IQueryable<ItemRow> Of(JobsContext context, Guid jobId, ItemFilter filter, int? after)
    {
        var items = context.Items.AsNoTracking().Where(item => item.JobId == jobId);
        if (filter.State is { } state)
            items = items.Where(item => item.State == state);
        if (filter.Failure is { } failure)
            items = items.Where(item => item.Failure == failure);
        if (after is { } last)
            items = items.Where(item => item.Number > last);
        if (EndOf(filter, after) is { } end && filter.Source is { } source)
        {
            // Databases count code points, .NET halves of pairs.
            var length = source.EnumerateRunes().Count();
            items = items.Where(item => item.Number <= end && item.Source.Substring(0, length) == source);
        }
        return items.OrderBy(item => item.Number);
    }

    /// <returns>Up to which number is looked; null: up to the last.</returns>
    /// <param name="filter">Which items.</param>
    /// <param name="after">After which number.</param>
    public static int? EndOf(ItemFilter filter, int? after) => filter.Source is null ? null : (int)Math.Min((after ?? -1) + (long)Window, int.MaxValue);
}
