using System.Text.Json;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>Changed items as one parameter of one statement: a statement for each would cost several times as much.</summary>
internal static class SavedItems
{
    private static readonly JsonSerializerOptions _columns = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>What can change of an item, and its type on PostgreSQL.</summary>
    public static (string Column, string Type)[] Columns { get; } =
    [
        ("state", "integer"), ("attempt", "integer"), ("last_attempt", "integer"), ("given_back", "integer"), ("due_at", "bigint"), ("lease_until", "bigint"),
        ("progress", "double precision"), ("worker", "text"), ("device", "text"), ("failure", "text"), ("failure_message", "text"),
        ("result", "text"), ("changed_at", "bigint"),
    ];

    /// <returns>The statement that writes the items of <c>@items</c>.</returns>
    /// <param name="source">Makes rows of <c>@items</c>, named <c>saved</c>.</param>
    public static string Statement(string source) =>
        $"""
        UPDATE items SET {string.Join(", ", Columns.Select(column => $"{column.Column} = saved.{column.Column}"))}
        FROM {source} WHERE items.job_id = saved.job_id AND items.number = saved.number
        """;

    /// <returns>The items as JSON.</returns>
    /// <param name="items">What changed.</param>
    /// <param name="stored">How the database writes an id.</param>
    public static string Json(IEnumerable<ItemRow> items, Func<Guid, string> stored) => JsonSerializer.Serialize(items.Select(item => new
    {
        JobId = stored(item.JobId),
        item.Number,
        State = (int)item.State,
        item.Attempt,
        item.LastAttempt,
        item.GivenBack,
        item.DueAt,
        item.LeaseUntil,
        item.Progress,
        item.Worker,
        item.Device,
        Failure = item.Failure?.ToString(),
        item.FailureMessage,
        item.Result,
        item.ChangedAt,
    }), _columns);
}
