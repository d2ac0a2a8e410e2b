using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Jobs.Estimates;

/// <summary>
/// Notes the minutes in which workers reported something, and the device seconds of each: whoever wants to know how fast the farm is must not count the minutes in which it
/// had nothing to do.
/// </summary>
internal sealed class WorkMinutes
{
    private const long MillisecondsOfMinute = 60_000;
    private const int KeptMinutes = 60;

    private long _noting;
    private long _noted;

    /// <summary>Notes reports, in the transaction that takes them.</summary>
    public async Task CountAsync(JobsContext context, IReadOnlyCollection<IItemReport> reports, long now, CancellationToken ct)
    {
        var minute = now / MillisecondsOfMinute;
        var seconds = reports.OfType<ItemUpscaled>().Select(report => report.Result.MeasuredSeconds()).OfType<double>().ToList();
        // Signs of life need be noted once a minute only.
        if (reports.Count == 0 || seconds.Count == 0 && Interlocked.Read(ref _noted) == minute)
            return;
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO work_minutes (minute, began_at, seconds, items) VALUES ({minute}, {now}, {seconds.Sum()}, {seconds.Count})
            ON CONFLICT (minute) DO UPDATE SET seconds = work_minutes.seconds + excluded.seconds, items = work_minutes.items + excluded.items
            """, ct);
        Interlocked.Exchange(ref _noting, minute);
    }

    /// <summary>What was noted last is in the database.</summary>
    public void Committed() => Interlocked.Exchange(ref _noted, Interlocked.Read(ref _noting));

    /// <summary>Forgets minutes that nobody looks at any more.</summary>
    public static Task<int> ForgetOldAsync(JobsContext context, long now, CancellationToken ct)
    {
        var oldest = now / MillisecondsOfMinute - KeptMinutes;
        return context.Minutes.Where(minute => minute.Minute < oldest).ExecuteDeleteAsync(ct);
    }

    /// <returns>How fast devices worked of late; null: no worker has reported.</returns>
    public static async Task<Capacity?> CapacityAsync(JobsContext context, long now, CancellationToken ct)
    {
        var first = (now - (long)FarmPace.Window.TotalMilliseconds) / MillisecondsOfMinute;
        var minutes = await context.Minutes.AsNoTracking().Where(minute => minute.Minute > first).OrderBy(minute => minute.Minute).ToListAsync(ct);
        if (minutes.Sum(minute => minute.Items) is not (> 0 and var items))
            return null;
        var worked = 0L;
        for (var at = 0; at < minutes.Count; at++)
        {
            // Work that went on from the minute before fills this one from its start.
            var isFirst = at == 0 || minutes[at - 1].Minute < minutes[at].Minute - 1;
            var from = isFirst ? minutes[at].BeganAt : minutes[at].Minute * MillisecondsOfMinute;
            worked += Math.Max(0, Math.Min(now, (minutes[at].Minute + 1) * MillisecondsOfMinute) - from);
        }
        return new(minutes.Sum(minute => minute.Seconds) / Math.Max(1, worked / 1000.0), items);
    }
}
