namespace SuperResFarm.Contracts.Messages;

/// <summary>Asks a worker to enlarge one image. May arrive more than once; every copy asks for the same bytes at the same place.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Item">Place of the item in its job, from 0.</param>
/// <param name="Attempt">Which try this is, from 1. It only ever grows for an item, so it fences: a report that carries an older one is not taken.</param>
/// <param name="Tenant">Whose job it is.</param>
/// <param name="Priority">Whose queue it takes.</param>
/// <param name="Source">Where the image is.</param>
/// <param name="SourceVersion">ETag the source must have; null: whatever is there when a worker takes it.</param>
/// <param name="Target">Where the result goes.</param>
/// <param name="Parameters">How.</param>
public sealed record UpscaleItem(
    Guid JobId, int Item, int Attempt, string Tenant, Priority Priority, string Source, string? SourceVersion, string Target,
    UpscaleParameters Parameters)
{
    /// <summary>W3C trace context of the request that submitted the item; null: it was not traced.</summary>
    public string? Trace { get; init; }

    /// <summary>How often the job was asked for again after it had stopped early: see <see cref="CancelJob.Round"/>.</summary>
    public int Round { get; init; }
}
