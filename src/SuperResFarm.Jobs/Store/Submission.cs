using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Tenants;

namespace SuperResFarm.Jobs.Store;

/// <summary>What a client asks for, without its items.</summary>
/// <param name="Tenant">Whose it is: 1 to 100 characters, none of them a control character.</param>
/// <param name="Priority">Whose queue its items take.</param>
/// <param name="Parameters">How every item is enlarged.</param>
public sealed record Submission(string Tenant, Priority Priority, UpscaleParameters Parameters)
{
    /// <summary>How many attempts an item is granted, 1 to 100.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How many items are accepted at most, at least 1.</summary>
    public int MaxItems { get; init; } = 1_000_000;

    /// <summary>Makes a repeated submission the same submission; null: every one is a new one.</summary>
    public Idempotency? Idempotency { get; init; }

    /// <summary>What is noted with the job; null: nothing. See <see cref="LabelRules"/>.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>When it begins nothing more.</summary>
    public JobLimits Limits { get; init; } = JobLimits.None;

    /// <summary>Where more items come from, once it is accepted with those it has, be they none; null: it has all of them.</summary>
    public NewCrawl? Crawl { get; init; }

    /// <summary>W3C trace context of the request; null: it is not traced.</summary>
    public string? Trace { get; init; }

    /// <summary>Who submits it, for the audit log; null: it is not written there.</summary>
    public Origin? By { get; init; }
}
