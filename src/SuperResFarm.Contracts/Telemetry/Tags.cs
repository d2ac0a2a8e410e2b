using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Contracts.Telemetry;

/// <summary>Tags of metrics, spelled once.</summary>
public static class Tags
{
    /// <summary>high, normal or bulk.</summary>
    public static KeyValuePair<string, object?> Priority(Priority priority) => new("priority", Spelled(priority));

    /// <summary>How something ended.</summary>
    public static KeyValuePair<string, object?> Outcome(string outcome) => new("outcome", outcome);

    /// <summary>A failure code; null: none.</summary>
    public static KeyValuePair<string, object?> Reason(FailureCode? code) => new("reason", code?.Spelled() ?? "none");

    /// <summary>How something stands.</summary>
    public static KeyValuePair<string, object?> State(string state) => new("state", state);

    /// <summary>A stage of the way of an item.</summary>
    public static KeyValuePair<string, object?> Stage(string stage) => new("stage", stage);

    /// <summary>A model by its name.</summary>
    public static KeyValuePair<string, object?> Model(string model) => new("model", model);

    /// <summary>A device of the process.</summary>
    public static KeyValuePair<string, object?> Device(string device) => new("device", device);

    /// <summary>What something is.</summary>
    public static KeyValuePair<string, object?> Kind(string kind) => new("kind", kind);

    /// <summary>Into the farm, or out of it.</summary>
    public static KeyValuePair<string, object?> Direction(string direction) => new("direction", direction);

    /// <summary>Whether something was taken.</summary>
    public static KeyValuePair<string, object?> Taken(bool taken) => new("taken", taken ? "true" : "false");

    private static string Spelled(Priority priority) => priority switch
    {
        Messages.Priority.High => "high",
        Messages.Priority.Normal => "normal",
        _ => "bulk",
    };
}
