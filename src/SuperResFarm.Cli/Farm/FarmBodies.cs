using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Farm;

/// <summary>Bodies as a client reads and writes them.</summary>
internal static class FarmBodies
{
    // A newer farm may tell more than this program knows, but never less.
    private static readonly JsonSerializerOptions _read = new(FarmJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver
        {
            Modifiers = { RequireWhatIsNeverAbsent },
        },
    };

    private static readonly JsonSerializerOptions _line = new(FarmJson.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The body.</returns>
    /// <exception cref="JsonException">The text is none, or lacks something.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, _read) ?? throw new JsonException("It is null.");

    /// <returns>The body on one line; names stay readable.</returns>
    public static string Line<T>(T body) => JsonSerializer.Serialize(body, _line);

    private static void RequireWhatIsNeverAbsent(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
            if (property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false })
                property.IsRequired = true;
    }
}
