using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>An item of a submission.</summary>
/// <param name="Source">Where the image is: 1 to 2048 characters, none of them a control character.</param>
/// <param name="Target">Where the result goes, likewise; empty only with a refusal.</param>
public readonly record struct NewItem(string Source, string Target)
{
    /// <summary>ETag the source must have, 1 to 255 characters; null: any.</summary>
    public string? Version { get; init; }

    /// <summary>How it is enlarged; null: as its job says. Items with equal ones should share them.</summary>
    public UpscaleParameters? Parameters { get; init; }

    /// <summary>Why this item cannot even begin: it is recorded as failed, with attempt 0, and no retry begins it. Null: it can.</summary>
    public Refusal? Refusal { get; init; }
}

/// <summary>Why an item of a submission cannot begin.</summary>
/// <param name="Code">The failure.</param>
/// <param name="Message">One sentence for people that names the line or the thing.</param>
public sealed record Refusal(FailureCode Code, string Message);
