namespace SuperResFarm.Jobs.Fairness;

/// <summary>
/// Divides the free places of a queue between tenants by weighted fair shares with ageing.
/// </summary>
/// <remarks>
/// Start-time fair queueing (Goyal, Vin, Cheng 1996) with one item as the unit of cost: a tenant's next item starts at
/// <c>max(virtual time, its finish)</c>, the smallest start is taken, virtual time moves to it, and the tenant's finish to
/// start + 1 / weight. Hence shares follow the weights while tenants have work, and an idle tenant saves up nothing.
/// Waiting lowers the start by one unit per <paramref name="ageStep"/>, so even a tiny weight is served in bounded time.
/// A pick costs one look at every tenant.
/// </remarks>
/// <param name="virtualTime">Virtual time of the queue so far.</param>
/// <param name="demands">What the tenants want; each tenant once.</param>
/// <param name="ageStep">How long a wait counts as much as one item at weight 1; above zero.</param>
public sealed class FairShares(double virtualTime, IEnumerable<TenantDemand> demands, TimeSpan ageStep)
{
    private readonly List<Line> _lines = [.. demands.OrderBy(demand => demand.Tenant, StringComparer.Ordinal).Select(demand => new Line(demand))];

    /// <summary>Virtual time after the picks so far.</summary>
    public double VirtualTime { get; private set; } = virtualTime;

    /// <returns>Whose items fill the free places: how many of each tenant, none of them zero.</returns>
    /// <param name="places">How many places are free.</param>
    public IReadOnlyDictionary<string, int> Take(int places)
    {
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        for (; places > 0 && Next() is { } line; places--)
        {
            var start = Math.Max(VirtualTime, line.Finish);
            (line.Finish, line.Pending, line.Waiting) = (start + 1 / line.Weight, line.Pending - 1, TimeSpan.Zero);
            VirtualTime = start;
            taken[line.Tenant] = taken.GetValueOrDefault(line.Tenant) + 1;
        }
        return taken;
    }

    /// <summary>Charges a tenant for items that went past the queue.</summary>
    /// <param name="tenant">Who.</param>
    /// <param name="items">How many.</param>
    public void Charge(string tenant, int items)
    {
        var line = _lines.Single(line => line.Tenant == tenant);
        (line.Finish, line.Pending, line.Waiting) = (Math.Max(VirtualTime, line.Finish) + items / line.Weight, line.Pending - items, TimeSpan.Zero);
    }

    /// <summary>Takes back picks that found no item; the tenant gets no more of them here.</summary>
    /// <param name="tenant">Who.</param>
    /// <param name="items">How many.</param>
    public void Refund(string tenant, int items)
    {
        var line = _lines.Single(line => line.Tenant == tenant);
        (line.Finish, line.Pending) = (line.Finish - items / line.Weight, 0);
    }

    /// <returns>The tenant's finish after the picks so far.</returns>
    /// <param name="tenant">Who.</param>
    public double FinishOf(string tenant) => _lines.Single(line => line.Tenant == tenant).Finish;

    private Line? Next()
    {
        Line? first = null;
        var least = double.PositiveInfinity;
        foreach (var line in _lines.Where(line => line.Pending > 0))
            if (Math.Max(VirtualTime, line.Finish) - line.Waiting / ageStep is var key && key < least)
                (first, least) = (line, key);
        return first;
    }

    private sealed class Line(TenantDemand demand)
    {
        public string Tenant => demand.Tenant;
        public double Weight => demand.Weight;
        public int Pending { get; set; } = demand.Pending;
        public double Finish { get; set; } = demand.Finish;
        public TimeSpan Waiting { get; set; } = demand.Waiting;
    }
}
