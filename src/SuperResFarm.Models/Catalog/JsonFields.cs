using System.Text.Json;
using System.Text.RegularExpressions;

namespace SuperResFarm.Models.Catalog;

/// <summary>The members of one JSON object, each read once; every mistake is noted with its place, and reading goes on.</summary>
/// <param name="place">Words for the object, as in <c>models[3] 'name'</c>.</param>
/// <param name="value">The object; anything else is a mistake and has no members.</param>
/// <param name="mistakes">Where mistakes are noted.</param>
internal sealed class JsonFields(string place, JsonElement value, List<string> mistakes)
{
    private readonly HashSet<string> _known = [];
    private readonly bool _isObject = IsObject(place, value, mistakes);

    /// <summary>Notes that a member is not as it should be.</summary>
    /// <param name="name">The member.</param>
    /// <param name="problem">What is wrong, to follow the name: <c>must be ...</c>.</param>
    public void Wrong(string name, string problem) => mistakes.Add($"{place}: {name} {problem}");

    /// <returns>The member's value, or null when it is absent or null, which is a mistake if it is required.</returns>
    public JsonElement? Any(string name, bool required = false)
    {
        _known.Add(name);
        if (_isObject && value.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null)
            return member;
        if (_isObject && required)
            Wrong(name, "is missing");
        return null;
    }

    /// <returns>Text of 1 to <paramref name="longest"/> characters, or null.</returns>
    public string? Text(string name, bool required = false, int longest = 100)
    {
        if (Any(name, required) is not { } member)
            return null;
        if (member.ValueKind is JsonValueKind.String && member.GetString() is { } text && text.Trim().Length > 0 && text.Length <= longest)
            return text;
        Wrong(name, $"must be text of 1 to {longest} characters");
        return null;
    }

    /// <returns>Text that matches, or null.</returns>
    public string? Text(string name, Regex pattern, string rule, bool required = false)
    {
        if (Any(name, required) is not { } member)
            return null;
        if (member.ValueKind is JsonValueKind.String && member.GetString() is { } text && pattern.IsMatch(text))
            return text;
        Wrong(name, rule);
        return null;
    }

    /// <returns>An address that models may come from, or null.</returns>
    public Uri? Address(string name, bool required = false)
    {
        if (Any(name, required) is not { } member)
            return null;
        if (member.ValueKind is JsonValueKind.String
            && Uri.TryCreate(member.GetString(), UriKind.Absolute, out var url) && ModelUrl.IsAllowed(url))
            return url;
        Wrong(name, ModelUrl.Rule);
        return null;
    }

    /// <returns>A whole number within the bounds, or null.</returns>
    public long? Whole(string name, long least, long most)
    {
        if (Any(name) is not { } member)
            return null;
        if (member.ValueKind is JsonValueKind.Number && member.TryGetInt64(out var number) && number >= least && number <= most)
            return number;
        Wrong(name, $"must be a whole number {(most == long.MaxValue ? $"of at least {least}" : $"from {least} to {most}")}");
        return null;
    }

    /// <returns>True or false; false also for a mistake.</returns>
    public bool Flag(string name)
    {
        var member = Any(name, required: true);
        if (member is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
            Wrong(name, "must be true or false");
        return member is { ValueKind: JsonValueKind.True };
    }

    /// <returns>A value of the enumeration, which is spelled in lower case with hyphens, or null.</returns>
    public T? Choice<T>(string name, bool required = false)
        where T : struct, Enum
    {
        if (Any(name, required) is not { } member)
            return null;
        foreach (var choice in Enum.GetValues<T>())
        {
            if (member.ValueKind is JsonValueKind.String && member.ValueEquals(Spelled(choice)))
                return choice;
        }
        Wrong(name, $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(Spelled))}");
        return null;
    }

    /// <returns>The elements of a list, or none.</returns>
    public IReadOnlyList<JsonElement> Items(string name, bool required = false)
    {
        var member = Any(name, required);
        if (member is { ValueKind: JsonValueKind.Array } list)
            return [.. list.EnumerateArray()];
        if (member is not null)
            Wrong(name, "must be a list");
        return [];
    }

    /// <returns>The members of a required object inside this one, which may turn out to have none.</returns>
    public JsonFields? Inside(string name) =>
        Any(name, required: true) is { } member ? new($"{place}, {name}", member, mistakes) : null;

    /// <summary>Notes every member nobody asked for: a misspelt name would be a rule silently not followed.</summary>
    public void NoOthers()
    {
        if (!_isObject)
            return;
        foreach (var member in value.EnumerateObject().Where(member => !_known.Contains(member.Name)))
            Wrong(member.Name, $"is not known; known are {string.Join(", ", _known)}");
    }

    private static string Spelled<T>(T choice)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(choice.ToString());

    private static bool IsObject(string place, JsonElement value, List<string> mistakes)
    {
        if (value.ValueKind is JsonValueKind.Object)
            return true;
        mistakes.Add($"{place} must be an object");
        return false;
    }
}
