namespace SuperResFarm.Jobs.Persistence;

/// <summary>Something that somebody did. The database itself refuses to change or delete such rows.</summary>
internal sealed class AuditRow
{
    public long Id { get; init; }
    public long At { get; init; }
    public required string Actor { get; init; }
    public required string Tenant { get; init; }
    public required string Action { get; init; }
    public required string Target { get; init; }
    public required string Result { get; init; }
    public string? Detail { get; init; }
    public required string Request { get; init; }
    public required string Address { get; init; }
}
