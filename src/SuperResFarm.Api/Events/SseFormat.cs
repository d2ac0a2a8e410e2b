using System.Buffers;
using System.Text;
using System.Text.Json;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Events;

/// <summary>Server-sent events as browsers read them (HTML, section 9.2).</summary>
internal static class SseFormat
{
    /// <summary>Media type.</summary>
    public const string MediaType = "text/event-stream";

    /// <summary>Asks for two seconds before a broken stream is opened again.</summary>
    public static void WriteBeginning(IBufferWriter<byte> to) => to.Write("retry: 2000\n\n"u8);

    /// <summary>Shows that the stream lives.</summary>
    public static void WriteComment(IBufferWriter<byte> to) => to.Write(":\n\n"u8);

    /// <summary>Writes an event.</summary>
    /// <param name="to">Where.</param>
    /// <param name="name">What happened.</param>
    /// <param name="id">After which a broken stream goes on; null: the one before still holds.</param>
    /// <param name="body">The facts; as JSON they are one line.</param>
    public static void Write<T>(IBufferWriter<byte> to, string name, string? id, T body)
    {
        if (id is not null)
            to.Write(Encoding.ASCII.GetBytes($"id: {id}\n"));
        to.Write(Encoding.ASCII.GetBytes($"event: {name}\ndata: "));
        using (var json = new Utf8JsonWriter(to))
            JsonSerializer.Serialize(json, body, FarmJson.Options);
        to.Write("\n\n"u8);
    }
}
