using System.Text.Json;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Contracts.Webhooks;

/// <summary>Body of a webhook. Never carries a presigned link or a secret.</summary>
/// <param name="Type">One of <see cref="WebhookEvents"/>.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Data">The facts.</param>
/// <typeparam name="T">Their kind.</typeparam>
public sealed record WebhookMessage<T>(string Type, DateTimeOffset Timestamp, T Data)
{
    /// <returns>As it is signed and sent, always the same bytes.</returns>
    public string Json() => JsonSerializer.Serialize(this, FarmJson.Options);
}

/// <summary>Facts of a job, as it stood when the event happened.</summary>
/// <param name="JobId">Its id.</param>
/// <param name="State"><c>running</c>, <c>completed</c> or <c>cancelled</c>.</param>
/// <param name="Priority">Whose queue its items take.</param>
/// <param name="Counts">Where its items stand.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="StartedAt">When something of it first left for a worker.</param>
/// <param name="FinishedAt">When its last item ended.</param>
public sealed record WebhookJob(
    Guid JobId, string State, Priority Priority, CountsBody Counts, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt = null, DateTimeOffset? FinishedAt = null)
{
    /// <summary>Why images of a completed job were not done: <c>budget-spent</c> or <c>deadline-passed</c>; null: for no such reason.</summary>
    public string? StoppedBecause { get; init; }
}

/// <summary>Facts of an item that has ended.</summary>
/// <param name="JobId">Its job.</param>
/// <param name="Number">Place in its job, from 0.</param>
/// <param name="State"><c>succeeded</c> or <c>failed</c>.</param>
/// <param name="Attempt">The last attempt; 0: it could never begin.</param>
/// <param name="Source">Address of the image, or what a list gave for one, without anything that could be a signature.</param>
/// <param name="Target">Address of the result.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Result">What is stored; only of a succeeded item.</param>
/// <param name="FailureCode">Why it failed; stable, in lower case with hyphens.</param>
public sealed record WebhookItem(
    Guid JobId, int Number, string State, int Attempt, string Source, string? Target, DateTimeOffset EndedAt, ItemResult? Result = null, string? FailureCode = null);

/// <summary>Facts of a test.</summary>
/// <param name="WebhookId">The webhook that is tried out.</param>
public sealed record WebhookTrial(Guid WebhookId);
