namespace SuperResFarm.Jobs.Tenants;

/// <summary>Something that somebody did, or was refused.</summary>
/// <param name="Id">Later entries have larger ones; numbers may be missing.</param>
/// <param name="At">When, by the database's clock.</param>
/// <param name="By">Who.</param>
/// <param name="Tenant">Whose thing it is.</param>
/// <param name="Action">What: <c>job.create</c>, <c>job.cancel</c>, <c>job.retry</c>, <c>job.stop</c>, <c>job.crawl</c>, <c>job.delete</c>, <c>job.results.delete</c>, <c>tenant.set</c>, <c>tenant.remove</c>,
/// <c>key.create</c>, <c>key.revoke</c>, <c>webhook.add</c>, <c>webhook.change</c>, <c>webhook.rotate</c>, <c>webhook.remove</c>, <c>upload.create</c>.</param>
/// <param name="Target">Of what: an id, or a name; empty where there is none.</param>
/// <param name="Result"><c>done</c>, or the code of the refusal.</param>
/// <param name="Detail">What it became; null: nothing more to say.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, Origin By, string Tenant, string Action, string Target, string Result, string? Detail);
