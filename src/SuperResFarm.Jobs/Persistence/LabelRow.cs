namespace SuperResFarm.Jobs.Persistence;

/// <summary>A label of a job, to find jobs by; what is told of a job stands in its own row.</summary>
internal sealed class LabelRow
{
    public Guid JobId { get; init; }
    public required string Tenant { get; init; }
    public required string Name { get; init; }
    public required string Value { get; init; }
}
