using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Broker.Queues;

/// <summary>Names at the broker. Scalers, dashboards and <c>deploy/rabbitmq</c> use them too: they never change.</summary>
public static class QueueNames
{
    /// <summary>What workers say.</summary>
    public const string Reports = "superres.reports";

    /// <summary>Messages that nobody can take: unreadable, or handed out too often.</summary>
    public const string Dead = "superres.dead";

    /// <summary>The exchange through which every listening worker hears of cancelled jobs.</summary>
    public const string Cancels = "superres.cancels";

    /// <summary>The queues that items and reports take.</summary>
    public static IReadOnlyList<string> Working { get; } = [.. Enum.GetValues<Priority>().Select(Of), Reports];

    /// <returns>The queue of a priority.</returns>
    /// <param name="priority">Which.</param>
    public static string Of(Priority priority) => priority switch
    {
        Priority.High => "superres.upscale.high",
        Priority.Normal => "superres.upscale.normal",
        Priority.Bulk => "superres.upscale.bulk",
        _ => throw new ArgumentOutOfRangeException(nameof(priority), priority, "There is no such priority."),
    };
}
