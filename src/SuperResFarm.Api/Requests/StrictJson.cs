using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Api.Requests;

/// <summary>
/// Reads bodies as <see cref="FarmJson"/> spells them, and takes nothing else: no unknown member, none twice, no null where something must be.
/// Tells in its own words what is wrong and where.
/// </summary>
internal static partial class StrictJson
{
    private const int Deepest = 16;

    private static readonly JsonSerializerOptions _options = new(FarmJson.Options)
    {
        AllowDuplicateProperties = false,
        MaxDepth = Deepest,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads one value.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="mistake">Set when this returns null: where, as a JSON pointer, and what.</param>
    public static T? Read<T>(ReadOnlySpan<byte> json, out MistakeBody? mistake)
        where T : class
    {
        try
        {
            var value = JsonSerializer.Deserialize<T>(json, _options);
            mistake = value is null ? new("", "must be an object, not null") : null;
            return value;
        }
        catch (JsonException fault)
        {
            mistake = new(PointerOf(fault.Path ?? "$"), Sentence(fault));
            return null;
        }
    }

    /// <returns>The JSON pointer (RFC 6901) of a path as .NET writes it: <c>$.items[3].source</c> is <c>/items/3/source</c>.</returns>
    internal static string PointerOf(string path)
    {
        var pointer = new StringBuilder();
        foreach (Match step in Steps.Matches(path))
            pointer.Append('/').Append((step.Groups["name"].Success ? step.Groups["name"].Value : step.Groups["other"].Value)
                .Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
        return pointer.ToString();
    }

    // .NET's messages name its own types; each kind gets a sentence of ours.
    private static string Sentence(JsonException fault)
    {
        var message = fault.Message;
        if (fault.InnerException is JsonException)
            return string.Create(CultureInfo.InvariantCulture,
                $"is no JSON from line {(fault.LineNumber ?? 0) + 1}, byte {(fault.BytePositionInLine ?? 0) + 1} on: {message.Split(" Path: ")[0]}");
        if (message.Contains("could not be mapped", StringComparison.Ordinal))
            return "is not known here; check its spelling";
        if (Missing.Match(message) is { Success: true } missing)
            return $"lacks {missing.Groups[1].Value}";
        if (message.Contains("Duplicate property", StringComparison.Ordinal))
            return "is given twice";
        if (message.Contains("null", StringComparison.Ordinal))
            return "must not be null";
        return Converted.Match(message) is { Success: true } converted ? $"must be {Words(converted.Groups[1].Value)}" : "cannot be read";
    }

    private static string Words(string type) => type switch
    {
        "System.String" => "text in valid Unicode",
        "System.Int32" or "System.Nullable`1[System.Int32]" => "a whole number",
        "System.Double" or "System.Nullable`1[System.Double]" => "a number",
        "System.Boolean" => "true or false",
        _ when type.EndsWith(nameof(Priority), StringComparison.Ordinal) => "high, normal or bulk",
        _ when type.Contains(nameof(ManifestFormat), StringComparison.Ordinal) => "jsonl or csv",
        _ when type.Contains("List`1", StringComparison.Ordinal) => "a list",
        _ => "an object",
    };

    [GeneratedRegex(@"\.(?<name>[^.\[\]]+)|\[(?:'(?<name>[^']*)'|(?<other>\d+))\]")]
    private static partial Regex Steps { get; }

    [GeneratedRegex(@"missing required properties including: (.+)\.")]
    private static partial Regex Missing { get; }

    [GeneratedRegex(@"converted to (\S+)\. ")]
    private static partial Regex Converted { get; }
}
