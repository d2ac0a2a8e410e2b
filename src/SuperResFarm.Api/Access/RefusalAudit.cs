using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Requests;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Api.Access;

/// <summary>Writes into the audit log that somebody was refused what he may not do: a scope, a place, a quota. What was done is written with the doing.</summary>
internal sealed class RefusalAudit(AuditLog log, RequestFacts facts, ILogger<RefusalAudit> logger)
{
    /// <summary>Does something; what it throws goes on.</summary>
    public async Task InvokeAsync(HttpContext context, Need need, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault) when (need.Action is not null && CodeOf(fault) is not null)
        {
            await WriteAsync(context, need.Action, CodeOf(fault) ?? "");
            throw;
        }
    }

    private static string? CodeOf(Exception fault) =>
        FaultMap.Of(fault) is { Status: StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests } problem ? problem.Code : null;

    private async Task WriteAsync(HttpContext context, string action, string code)
    {
        try
        {
            var target = context.Request.RouteValues.TryGetValue("key", out var key) || context.Request.RouteValues.TryGetValue("name", out key)
                || context.Request.RouteValues.TryGetValue("id", out key) ? key?.ToString() : null;
            await log.RefusedAsync(RequestFacts.OriginOf(context), facts.TenantOf(context), action, target ?? "", code, context.RequestAborted);
        }
        catch (Exception fault) when (!context.RequestAborted.IsCancellationRequested)
        {
            Log.RefusalNotWritten(logger, action, code, fault);
        }
    }
}
