using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Farm;

/// <summary>One event of a job: either the job as it stands, or an item that has ended.</summary>
/// <param name="Job">The job as it stands.</param>
/// <param name="Item">An item that has ended.</param>
/// <param name="IsEnd">Whether it is the job's last event.</param>
internal sealed record FarmEvent(JobBody? Job, ItemBody? Item = null, bool IsEnd = false)
{
    /// <returns>The event, or null for one of a kind that is not known.</returns>
    /// <exception cref="System.Text.Json.JsonException">Its data is not what its kind says.</exception>
    public static FarmEvent? Of(string kind, ReadOnlySpan<byte> data) => kind switch
    {
        "progress" => new(FarmBodies.Read<JobBody>(data)),
        "item" => new(null, FarmBodies.Read<ItemBody>(data)),
        "end" => new(FarmBodies.Read<JobBody>(data), IsEnd: true),
        _ => null,
    };
}
