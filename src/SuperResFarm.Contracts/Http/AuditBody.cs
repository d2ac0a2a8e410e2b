namespace SuperResFarm.Contracts.Http;

/// <summary>Something that somebody did, or was refused.</summary>
/// <param name="Id">Later entries have larger ones; numbers may be missing.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Id of the key, <c>none</c>, or <c>retention</c>.</param>
/// <param name="Tenant">Whose thing it is.</param>
/// <param name="Action"><c>job.</c> with <c>create</c>, <c>cancel</c>, <c>retry</c>, <c>stop</c>, <c>crawl</c>, <c>delete</c> or <c>results.delete</c>; <c>tenant.</c> with <c>set</c> or
/// <c>remove</c>; <c>key.</c> with <c>create</c> or <c>revoke</c>; <c>webhook.</c> with <c>add</c>, <c>change</c>, <c>rotate</c> or <c>remove</c>; <c>upload.create</c>.</param>
/// <param name="Target">Of what: an id, or a name; empty where there is none.</param>
/// <param name="Result"><c>done</c>, or the code of the refusal.</param>
/// <param name="Request">Finds the request in logs and traces.</param>
/// <param name="Address">Where it came from, as the service saw it: behind a gateway, the gateway's.</param>
/// <param name="Detail">What it became.</param>
public sealed record AuditBody(
    long Id, DateTimeOffset At, string Actor, string Tenant, string Action, string Target, string Result, string Request, string Address, string? Detail = null);
