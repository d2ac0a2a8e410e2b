using System.Text;
using System.Text.Json;

namespace SuperResFarm.Jobs.Persistence;

/// <summary>What can change of an item: for each column its type on PostgreSQL, and its value as both databases store it.</summary>
internal static class SavedItems
{
    /// <summary>The columns.</summary>
    public static (string Name, string Type, Func<ItemRow, object?> Of)[] Columns { get; } =
    [
        ("state", "integer", item => (int)item.State),
        ("attempt", "integer", item => item.Attempt),
        ("last_attempt", "integer", item => item.LastAttempt),
        ("given_back", "integer", item => item.GivenBack),
        ("due_at", "bigint", item => item.DueAt),
        ("lease_until", "bigint", item => item.LeaseUntil),
        ("progress", "double precision", item => item.Progress),
        ("worker", "text", item => item.Worker),
        ("device", "text", item => item.Device),
        ("failure", "text", item => item.Failure?.ToString()),
        ("failure_message", "text", item => item.FailureMessage),
        ("result", "text", item => item.Result),
        ("changed_at", "bigint", item => item.ChangedAt),
    ];

    /// <returns>An array of objects with the columns and the key of each item.</returns>
    public static string Json(IEnumerable<ItemRow> items)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var item in items)
            {
                json.WriteStartObject();
                json.WriteString("job_id", item.JobId);
                json.WriteNumber("number", item.Number);
                foreach (var (name, _, of) in Columns)
                    Write(json, name, of(item));
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteNumberValue(Convert.ToInt64(value));
                break;
        }
    }
}
