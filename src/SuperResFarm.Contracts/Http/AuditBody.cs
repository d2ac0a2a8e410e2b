namespace SuperResFarm.Contracts.Http;

/// <summary>Something that somebody did, or was refused.</summary>
/// <param name="Id">Later entries have larger ones; numbers may be missing.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Id of the key, or <c>none</c>.</param>
/// <param name="Tenant">Whose thing it is.</param>
/// <param name="Action"><c>job.create</c>, <c>job.cancel</c>, <c>job.retry</c>, <c>tenant.set</c>, <c>tenant.remove</c>, <c>key.create</c>, <c>key.revoke</c>, <c>webhook.add</c>, <c>webhook.change</c>, <c>webhook.rotate</c>, <c>webhook.remove</c>.</param>
/// <param name="Target">Of what: an id, or a name; empty where there is none.</param>
/// <param name="Result"><c>done</c>, or the code of the refusal.</param>
/// <param name="Request">Finds the request in logs and traces.</param>
/// <param name="Address">Where it came from, as the service saw it: behind a gateway, the gateway's.</param>
/// <param name="Detail">What it became.</param>
public sealed record AuditBody(
    long Id, DateTimeOffset At, string Actor, string Tenant, string Action, string Target, string Result, string Request, string Address, string? Detail = null);
