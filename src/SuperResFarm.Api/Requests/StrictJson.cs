using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SuperResFarm.Contracts.Http;

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
            var pointer = PointerOf(fault.Path ?? "$");
            mistake = new(pointer, Sentence(fault, () => TypeAt(typeof(T), pointer)));
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
    private static string Sentence(JsonException fault, Func<Type> expected)
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
        return message.Contains("null values", StringComparison.Ordinal) ? "must not be null" : $"must be {Words(expected())}";
    }

    // .NET names the type that a value is part of where a constructor takes it, so the place is followed through the types.
    private static Type TypeAt(Type type, string pointer)
    {
        foreach (var step in pointer.Split('/').Skip(1))
        {
            var facts = _options.GetTypeInfo(type);
            type = facts.ElementType ?? facts.Properties.FirstOrDefault(member => member.Name.Equals(step, StringComparison.OrdinalIgnoreCase))?.PropertyType ?? type;
        }
        return Nullable.GetUnderlyingType(type) ?? type;
    }

    private static string Words(Type type) => type switch
    {
        _ when type == typeof(string) => "text in valid Unicode",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(DateTimeOffset) => "a time such as 2030-01-31T12:00:00Z",
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))}",
        _ => _options.GetTypeInfo(type).ElementType is null ? "an object" : "a list",
    };

    [GeneratedRegex(@"\.(?<name>[^.\[\]]+)|\[(?:'(?<name>[^']*)'|(?<other>\d+))\]")]
    private static partial Regex Steps { get; }

    [GeneratedRegex(@"missing required properties including: (.+)\.")]
    private static partial Regex Missing { get; }
}
