using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Api.Submissions;

/// <summary>Who hands a submission in.</summary>
/// <param name="Tenant">Whose job it becomes.</param>
/// <param name="By">Who asks, for the audit log.</param>
internal sealed record Sender(string Tenant, Origin By);
