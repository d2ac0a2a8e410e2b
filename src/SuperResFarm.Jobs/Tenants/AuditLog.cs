using Microsoft.EntityFrameworkCore;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.Jobs.Tenants;

/// <summary>Who did what. Entries of changes are written in the transaction of the change; none is ever changed or deleted, which the database holds too.</summary>
/// <param name="database">Where.</param>
public sealed class AuditLog(JobsDatabase database)
{
    private const int LongestText = 2000;
    private const string Done = "done";

    /// <returns>Entries, the newest first.</returns>
    /// <param name="tenant">Only those of a tenant; null: all.</param>
    /// <param name="before">Only older ones than this; null: from the newest.</param>
    /// <param name="most">How many at once.</param>
    /// <param name="ct">Ends the asking.</param>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(string? tenant, long? before, int most, CancellationToken ct)
    {
        await using var context = database.Dialect.Open();
        var rows = context.Audit.AsNoTracking();
        if (tenant is not null)
            rows = rows.Where(row => row.Tenant == tenant);
        if (before is { } last)
            rows = rows.Where(row => row.Id < last);
        return (await rows.OrderByDescending(row => row.Id).Take(most).ToListAsync(ct)).ConvertAll(row => new AuditEntry(
            row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.At), new Origin(row.Actor, row.Request, row.Address), row.Tenant, row.Action, row.Target, row.Result, row.Detail));
    }

    /// <summary>Writes down that somebody was refused.</summary>
    /// <param name="by">Who.</param>
    /// <param name="tenant">Whose thing it would have been.</param>
    /// <param name="action">What was asked.</param>
    /// <param name="target">Of what; empty: of nothing that there is.</param>
    /// <param name="code">The code of the refusal.</param>
    /// <param name="ct">Ends it without a trace.</param>
    public Task RefusedAsync(Origin by, string tenant, string action, string target, string code, CancellationToken ct) =>
        WriteAsync(by, tenant, action, target, code, null, ct);

    /// <summary>Writes down what somebody did that changed nothing here: a change has its entry in its own transaction.</summary>
    /// <param name="by">Who.</param>
    /// <param name="tenant">Whose thing it is.</param>
    /// <param name="action">What was done.</param>
    /// <param name="target">To what.</param>
    /// <param name="detail">What it became.</param>
    /// <param name="ct">Ends it without a trace.</param>
    public Task DoneAsync(Origin by, string tenant, string action, string target, string detail, CancellationToken ct) =>
        WriteAsync(by, tenant, action, target, Done, detail, ct);

    /// <summary>Adds an entry to a transaction, to be saved with it.</summary>
    internal static void Note(JobsContext context, Origin by, long now, string tenant, string action, string target, string? detail = null) =>
        Add(context, by, now, tenant, action, target, Done, detail);

    private Task<int> WriteAsync(Origin by, string tenant, string action, string target, string result, string? detail, CancellationToken ct) => database.WriteAsync(async context =>
    {
        Add(context, by, await database.NowAsync(context, ct), tenant, action, target, result, detail);
        return await context.SaveChangesAsync(ct);
    }, promised: true, ct);

    private static void Add(JobsContext context, Origin by, long now, string tenant, string action, string target, string result, string? detail) => context.Audit.Add(new AuditRow
    {
        At = now,
        Actor = Text(by.Actor),
        Tenant = Text(tenant),
        Action = action,
        Target = Text(target),
        Result = result,
        Detail = detail is null ? null : Text(detail),
        Request = Text(by.Request),
        Address = Text(by.Address),
    });

    private static string Text(string given) => StorableText.Of(given, LongestText);
}
