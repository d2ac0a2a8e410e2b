using System.Text.Json;
using System.Text.Json.Serialization;

namespace SuperResFarm.Cli.Uploading;

/// <summary>A line of the file that remembers what was handed to a farm. Members that a kind does not have are absent.</summary>
/// <param name="Kind">One of the names below.</param>
internal sealed record StateLine(string Kind)
{
    /// <summary>Something is going to be submitted.</summary>
    public const string OrderKind = "order";

    /// <summary>An image belongs to an order.</summary>
    public const string FileKind = "file";

    /// <summary>An image was uploaded.</summary>
    public const string UploadKind = "upload";

    /// <summary>An order was submitted.</summary>
    public const string JobKind = "job";

    /// <summary>A job has ended.</summary>
    public const string EndKind = "end";

    /// <summary>A result was fetched.</summary>
    public const string FetchedKind = "fetched";

    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true };

    /// <summary>Idempotency key of an order, by which it is known.</summary>
    public string? Order { get; init; }

    /// <summary>What was asked for, as a hash.</summary>
    public string? Ask { get; init; }

    /// <summary>Address of the farm.</summary>
    public string? Farm { get; init; }

    public string? Name { get; init; }

    public string? Path { get; init; }

    public string? Sha256 { get; init; }

    public long? Bytes { get; init; }

    /// <summary>When the file was last changed, in ticks (UTC).</summary>
    public long? Modified { get; init; }

    public string? Uri { get; init; }

    public string? Version { get; init; }

    /// <summary>Until when an upload is kept.</summary>
    public DateTimeOffset? Until { get; init; }

    public Guid? Job { get; init; }

    public int? Number { get; init; }

    /// <summary>Of a job that has ended: its items, and those of them that succeeded.</summary>
    public int? Total { get; init; }

    public int? Succeeded { get; init; }

    /// <returns>The line; null: it was torn, or is of a later version of this program.</returns>
    public static StateLine? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<StateLine>(text, _options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this, _options);
}
