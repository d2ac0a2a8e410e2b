namespace SuperResFarm.Contracts.Messages;

/// <summary>How long each stage of an item worked, in seconds. From decoding to encoding they overlap, so the sum may exceed the time it took.</summary>
/// <param name="Model">Until its model was loaded.</param>
/// <param name="Fetch">Fetching the source.</param>
/// <param name="Queue">Waiting for a place in the pipeline.</param>
/// <param name="Decode">Reading rows and cutting tiles.</param>
/// <param name="Infer">Lanes busy, summed over lanes.</param>
/// <param name="Place">Putting tiles in their place.</param>
/// <param name="Encode">From the first band to the closed file.</param>
/// <param name="Store">Storing the result.</param>
public sealed record ItemStages(double Model, double Fetch, double Queue, double Decode, double Infer, double Place, double Encode, double Store)
{
    /// <summary>Finding faces, cutting them out and restoring them, before anything is enlarged; null: nothing was asked for, or an older worker made it.</summary>
    public double? Faces { get; init; }
}
