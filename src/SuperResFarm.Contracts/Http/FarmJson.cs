using System.Text.Json;
using System.Text.Json.Serialization;

namespace SuperResFarm.Contracts.Http;

/// <summary>How bodies are spelled: camelCase, states and priorities as lower-case words, absent facts left out, unknown members refused.</summary>
public static class FarmJson
{
    /// <summary>For reading and writing all bodies.</summary>
    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Gives other options this spelling.</summary>
    /// <param name="options">Changed.</param>
    /// <returns>The same options.</returns>
    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }
}
