namespace SuperResFarm.Jobs.Fairness;

/// <summary>
/// Who goes ahead of a full queue. Fair shares decide who enters a queue next, but what is in it goes in order of arrival: behind a window
/// full of somebody's slow images a small job would wait for all of them. So a tenant of whom little is under way, while much is of others, takes
/// the queue of the next higher priority. However many jobs it submits, never more than the limit of its items is under way there.
/// </summary>
public static class ExpressPlaces
{
    /// <returns>How many items of which tenants go ahead, none of them zero.</returns>
    /// <param name="demands">What the tenants want; each tenant once.</param>
    /// <param name="depth">How many items the queue holds.</param>
    /// <param name="limit">How many items of a tenant may go ahead, and how many of others make it worth while; 0: nobody goes ahead.</param>
    /// <param name="most">How many items at once.</param>
    public static IReadOnlyDictionary<string, int> Of(IEnumerable<TenantDemand> demands, int depth, int limit, int most)
    {
        var ahead = new Dictionary<string, int>(StringComparer.Ordinal);
        // Who has waited longest comes first, should there be more of them than places.
        foreach (var demand in demands.Where(demand => demand.Pending > 0 && demand.UnderWay < limit && depth - demand.UnderWay >= limit).OrderByDescending(demand => demand.Waiting))
            if (Math.Min(most, Math.Min(demand.Pending, limit - demand.UnderWay)) is > 0 and var items)
                (ahead[demand.Tenant], most) = (items, most - items);
        return ahead;
    }
}
