using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Contracts.Http;

/// <summary>An item as it stands: an entry of a listing, a line of a report, an event of a stream.</summary>
/// <param name="Number">Place in its job, from 0.</param>
/// <param name="State"><c>pending</c>, <c>dispatched</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Attempt">The attempt that is going on, comes next, or was the last; 0: it could never begin.</param>
/// <param name="Source">Address of the image, or what a manifest gave for one.</param>
/// <param name="Target">Address of the result; null: it has none.</param>
/// <param name="Progress">Share of the tiles that are done in this attempt, 0 to 1.</param>
/// <param name="ChangedAt">When it last changed.</param>
/// <param name="Worker">Who reported last.</param>
/// <param name="Device">With which device.</param>
/// <param name="Error">Why the last attempt that failed did.</param>
/// <param name="Result">What is stored.</param>
public sealed record ItemBody(
    int Number, string State, int Attempt, string Source, string? Target, double Progress, DateTimeOffset ChangedAt,
    string? Worker = null, string? Device = null, ErrorBody? Error = null, ItemResult? Result = null)
{
    /// <summary>How it is enlarged; null: as its job says. Lines of a report always have it.</summary>
    public UpscaleParameters? Parameters { get; init; }
}

/// <summary>A failure.</summary>
/// <param name="Code">Stable, in lower case with hyphens: <c>source-too-large</c>.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record ErrorBody(string Code, string Message);
