using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;

namespace SuperResFarm.Jobs.Store;

/// <summary>An item as it stands: one line of a job's report.</summary>
/// <param name="Number">Place in its job, from 0; the cursor of listings.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempt">The attempt that is going on, comes next, or was the last; 0: it was refused when it was submitted and never begins.</param>
/// <param name="Source">Where the image is; of a refused item what was given for it, maybe shortened, maybe nothing.</param>
/// <param name="SourceVersion">ETag the source must have; null: any.</param>
/// <param name="Target">Where the result is, or goes; of a refused item what was given for it, maybe empty.</param>
/// <param name="Progress">Share of the tiles that are done in this attempt, 0 to 1.</param>
/// <param name="Worker">Who reported last; null: nobody.</param>
/// <param name="Device">With which device; null: nobody.</param>
/// <param name="Failure">Why the last attempt that failed did; null: none did, or a later one succeeded.</param>
/// <param name="FailureMessage">The same in one sentence.</param>
/// <param name="Result">What is stored; null: nothing yet.</param>
/// <param name="ChangedAt">When it last changed.</param>
public sealed record ItemView(
    int Number, ItemState State, int Attempt, string Source, string? SourceVersion, string Target, double Progress,
    string? Worker, string? Device, FailureCode? Failure, string? FailureMessage, ItemResult? Result, DateTimeOffset ChangedAt)
{
    /// <summary>How it is enlarged; null: as its job says.</summary>
    public UpscaleParameters? Parameters { get; init; }
}
