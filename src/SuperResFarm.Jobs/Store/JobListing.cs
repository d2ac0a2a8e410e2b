using System.Buffers.Binary;
using Microsoft.EntityFrameworkCore;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.Jobs.Store;

/// <summary>Finds jobs along an index, the newest first: by their labels, by their state or priority, or all. When they were recorded stands in their ids.</summary>
internal static class JobListing
{
    private const long LastTime = (1L << 48) - 1;

    /// <returns>A tenant's jobs of a kind.</returns>
    /// <param name="context">Where.</param>
    /// <param name="tenant">Whose.</param>
    /// <param name="filter">Which.</param>
    /// <param name="before">Only older jobs than this; null: from the newest.</param>
    public static IQueryable<JobRow> Of(JobsContext context, string tenant, JobFilter filter, Guid? before)
    {
        var jobs = context.Jobs.AsNoTracking().Where(job => job.Tenant == tenant);
        if (filter.State is { } state)
            jobs = jobs.Where(job => job.State == state);
        if (filter.Priority is { } priority)
            jobs = jobs.Where(job => job.Priority == priority);
        foreach (var (name, value) in filter.Labels.Skip(1))
            jobs = jobs.Where(job => context.Labels.Any(label => label.JobId == job.Id && label.Name == name && label.Value == value));
        var (first, end) = Range(filter, before);
        if (filter.Labels is [var (named, valued), ..])
        {
            var labels = context.Labels.AsNoTracking().Where(label => label.Tenant == tenant && label.Name == named && label.Value == valued);
            if (first is { } from)
                labels = labels.Where(label => label.JobId.CompareTo(from) >= 0);
            if (end is { } to)
                labels = labels.Where(label => label.JobId.CompareTo(to) < 0);
            return labels.Join(jobs, label => label.JobId, job => job.Id, (label, job) => new { label, job }).OrderByDescending(one => one.label.JobId).Select(one => one.job);
        }
        if (first is { } since)
            jobs = jobs.Where(job => job.Id.CompareTo(since) >= 0);
        if (end is { } until)
            jobs = jobs.Where(job => job.Id.CompareTo(until) < 0);
        return jobs.OrderByDescending(job => job.Id);
    }

    // Ids of version 7 begin with the time in milliseconds.
    private static (Guid? First, Guid? End) Range(JobFilter filter, Guid? before)
    {
        var first = filter.CreatedAfter is { } after ? FirstOf(after.ToUnixTimeMilliseconds() + 1) : (Guid?)null;
        var end = filter.CreatedBefore is { } until ? FirstOf(until.ToUnixTimeMilliseconds() + (until.Ticks % TimeSpan.TicksPerMillisecond > 0 ? 1 : 0)) : (Guid?)null;
        return (first, before is { } last && (end is null || last.CompareTo(end.Value) < 0) ? last : end);
    }

    private static Guid FirstOf(long milliseconds)
    {
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, Math.Clamp(milliseconds, 0, LastTime));
        Span<byte> id = stackalloc byte[16];
        id.Clear();
        time[2..].CopyTo(id);
        return new Guid(id, bigEndian: true);
    }
}
