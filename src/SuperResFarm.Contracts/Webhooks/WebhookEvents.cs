namespace SuperResFarm.Contracts.Webhooks;

/// <summary>What receivers can be told of, by name.</summary>
public static class WebhookEvents
{
    /// <summary>Something of a job left for a worker for the first time.</summary>
    public const string JobStarted = "job.started";

    /// <summary>Every item of a job has ended; also when its failed items were tried again and have ended once more.</summary>
    public const string JobCompleted = "job.completed";

    /// <summary>A job was cancelled.</summary>
    public const string JobCancelled = "job.cancelled";

    /// <summary>An item's result is stored.</summary>
    public const string ItemSucceeded = "item.succeeded";

    /// <summary>An item ended without a result.</summary>
    public const string ItemFailed = "item.failed";

    /// <summary>Somebody tries a receiver out. Nobody subscribes to it.</summary>
    public const string Test = "webhook.test";

    /// <summary>All that can be subscribed to.</summary>
    public static IReadOnlyList<string> All { get; } = [JobStarted, JobCompleted, JobCancelled, ItemSucceeded, ItemFailed];

    /// <returns>Whether there is one for each item, not one for each job.</returns>
    /// <param name="name">Of an event.</param>
    public static bool IsOfItems(string name) => name is ItemSucceeded or ItemFailed;
}
