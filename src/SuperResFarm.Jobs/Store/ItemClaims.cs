using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Fairness;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Store;

/// <summary>Hands pending items to dispatchers: no item to two at once, no queue deeper than its window, fair between tenants.</summary>
/// <param name="database">Where.</param>
public sealed class ItemClaims(JobsDatabase database)
{
    /// <summary>Claims items to publish. They stay pending; a claim that is neither confirmed nor released runs out.</summary>
    /// <param name="order">How many, of which queue.</param>
    /// <param name="ct">Ends it without a trace.</param>
    /// <returns>Their messages, a tenant's oldest job first; none when the queue is full, nothing is due, or another dispatcher is at it.</returns>
    public async Task<IReadOnlyList<UpscaleItem>> ClaimAsync(ClaimOrder order, CancellationToken ct)
    {
        // Mostly a priority has nothing: then nobody needs to lock or write.
        await using (var look = database.Dialect.Open())
            if (!await look.Jobs.AnyAsync(job => job.Priority == order.Priority && job.Pending > 0, ct))
                return [];
        return await database.WriteAsync<IReadOnlyList<UpscaleItem>>(async context =>
        {
            var queues = await context.Queues.FromSqlRaw(database.Dialect.Sql.Queue, (int)order.Priority).ToListAsync(ct);
            if (queues is not [var queue])
                return [];
            var now = await database.NowAsync(context, ct);
            var depth = await DepthAsync(context, order.Priority, now, ct);
            var claimed = await FillAsync(context, queue, order, depth, now, ct);
            await context.SaveChangesAsync(ct);
            return await MessagesAsync(context, claimed, ct);
        }, ct);
    }

    /// <summary>Gives claimed items back at once, because their messages were not confirmed.</summary>
    /// <param name="unconfirmed">Their messages.</param>
    /// <param name="ct">Ends it without a trace.</param>
    public async Task ReleaseAsync(IReadOnlyList<UpscaleItem> unconfirmed, CancellationToken ct)
    {
        if (unconfirmed.Count == 0)
            return;
        await database.WriteAsync(async context =>
        {
            var attempts = unconfirmed.ToDictionary(item => new ItemKey(item.JobId, item.Item), item => item.Attempt);
            // Jobs before items, as everywhere: a cancellation at the same time must not wait for this in a circle.
            await database.Dialect.Jobs(context, attempts.Keys.Select(key => key.JobId).Distinct()).LoadAsync(ct);
            foreach (var item in await database.Dialect.Items(context, attempts.Keys).ToListAsync(ct))
                if (item.State == ItemState.Pending && item.Attempt == attempts[new ItemKey(item.JobId, item.Number)])
                    item.LeaseUntil = null;
            return await context.SaveChangesAsync(ct);
        }, ct);
    }

    /// <returns>How many items a queue holds: with the broker, or about to be.</returns>
    /// <param name="priority">Which queue.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<int> DepthAsync(Priority priority, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        return await DepthAsync(context, priority, await database.NowAsync(context, ct), ct);
    }

    private static async Task<int> DepthAsync(JobsContext context, Priority priority, long now, CancellationToken ct) =>
        await context.Jobs.Where(job => job.Priority == priority && job.Dispatched > 0).SumAsync(job => job.Dispatched, ct)
        + await context.Items.CountAsync(item => item.Priority == priority && item.State == ItemState.Pending && item.LeaseUntil != null && item.LeaseUntil >= now, ct);

    private async Task<List<Claimed>> FillAsync(JobsContext context, QueueRow queue, ClaimOrder order, int depth, long now, CancellationToken ct)
    {
        var express = order.Priority == Priority.High ? 0 : order.Express;
        var free = Math.Min(order.Most, order.Window - depth);
        if (free <= 0 && express == 0)
            return [];
        var paid = await context.Shares.Where(share => share.Priority == order.Priority).ToDictionaryAsync(share => share.Tenant, ct);
        var demands = await DemandsAsync(context, order, paid, now, ct);
        var shares = new FairShares(queue.VirtualTime, demands, order.AgeStep);
        var claimed = new List<Claimed>();
        foreach (var (tenant, items) in ExpressPlaces.Of(demands, depth, express, order.Most))
            shares.Charge(tenant, await ClaimAsync(context, order, tenant, items, order.Priority - 1, claimed, now, ct));
        while (shares.Take(free - claimed.Count) is { Count: > 0 } taken)
            foreach (var (tenant, items) in taken)
                // What is claimed by others or not due yet counts as pending too.
                if (items - await ClaimAsync(context, order, tenant, items, order.Priority, claimed, now, ct) is > 0 and var missing)
                    shares.Refund(tenant, missing);
        Settle(context, queue, shares, paid, claimed, now);
        return claimed;
    }

    private static async Task<List<TenantDemand>> DemandsAsync(
        JobsContext context, ClaimOrder order, Dictionary<string, ShareRow> paid, long now, CancellationToken ct)
    {
        var open = await context.Jobs.Where(job => job.Priority == order.Priority && job.State < JobState.Completed).GroupBy(job => job.Tenant).Select(jobs => new
        {
            Tenant = jobs.Key,
            Pending = jobs.Sum(job => (long)job.Pending),
            UnderWay = jobs.Sum(job => (long)job.Dispatched + job.Running),
            Since = jobs.Min(job => job.Pending > 0 ? job.CreatedAt : (long?)null),
        }).ToListAsync(ct);
        var waiting = open.FindAll(tenant => tenant.Pending > 0);
        return waiting.ConvertAll(tenant =>
        {
            var share = paid.GetValueOrDefault(tenant.Tenant);
            var since = Math.Max(tenant.Since ?? now, share?.PickedAt ?? 0);
            return new TenantDemand(tenant.Tenant, order.WeightOf(tenant.Tenant), (int)Math.Min(tenant.Pending, int.MaxValue), share?.Finish ?? 0,
                TimeSpan.FromMilliseconds(Math.Max(0, now - since)), (int)Math.Min(tenant.UnderWay, int.MaxValue));
        });
    }

    private async Task<int> ClaimAsync(
        JobsContext context, ClaimOrder order, string tenant, int items, Priority into, List<Claimed> claimed, long now, CancellationToken ct)
    {
        var rows = await context.Items.FromSqlRaw(database.Dialect.Sql.Claim,
                Parameter("@priority", (int)order.Priority), Parameter("@tenant", tenant), Parameter("@now", now), Parameter("@most", items),
                Parameter("@until", now + (long)order.Lease.TotalMilliseconds))
            .AsNoTracking().ToListAsync(ct);
        claimed.AddRange(rows.OrderBy(row => row.JobId).ThenBy(row => row.Number).Select(row => new Claimed(row, into)));
        return rows.Count;

        DbParameter Parameter(string name, object value) => database.Dialect.Parameter(name, value);
    }

    private static void Settle(
        JobsContext context, QueueRow queue, FairShares shares, Dictionary<string, ShareRow> paid, List<Claimed> claimed, long now)
    {
        queue.VirtualTime = shares.VirtualTime;
        foreach (var tenant in claimed.Select(one => one.Row.Tenant).Distinct())
        {
            if (!paid.TryGetValue(tenant, out var share))
                paid[tenant] = context.Shares.Add(new ShareRow { Priority = queue.Priority, Tenant = tenant }).Entity;
            (paid[tenant].Finish, paid[tenant].PickedAt) = (shares.FinishOf(tenant), now);
        }
        // A share that is paid for says nothing that a missing one does not.
        var claimers = claimed.Select(one => one.Row.Tenant).ToHashSet();
        context.Shares.RemoveRange(paid.Values.Where(share => !claimers.Contains(share.Tenant) && share.Finish <= queue.VirtualTime && share.PickedAt < now - 3_600_000));
    }

    private static async Task<IReadOnlyList<UpscaleItem>> MessagesAsync(JobsContext context, List<Claimed> claimed, CancellationToken ct)
    {
        var ids = claimed.Select(one => one.Row.JobId).Distinct().ToList();
        var jobs = (await context.Jobs.Where(job => ids.Contains(job.Id)).Select(job => new { job.Id, job.Parameters, job.Trace, job.Round }).ToListAsync(ct))
            .ToDictionary(job => job.Id, job => (job.Trace, job.Round, Parameters: JsonSerializer.Deserialize<UpscaleParameters>(job.Parameters)
                ?? throw new InvalidOperationException($"Job {job.Id} has no parameters.")));
        return claimed.ConvertAll(one => new UpscaleItem(one.Row.JobId, one.Row.Number, one.Row.Attempt, one.Row.Tenant, one.Into,
            one.Row.Source, one.Row.SourceVersion, one.Row.Target, ParameterJson.Read(one.Row.Parameters) ?? jobs[one.Row.JobId].Parameters)
        {
            Trace = jobs[one.Row.JobId].Trace,
            Round = jobs[one.Row.JobId].Round,
        });
    }

    /// <summary>An item and the queue it takes.</summary>
    private sealed record Claimed(ItemRow Row, Priority Into);
}
