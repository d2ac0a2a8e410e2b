using System.Globalization;
using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Submissions;

/// <summary>
/// How results are named below a job's output, when its sender says so: text with placeholders, as <c>{dir}/{stem}_{size}.{ext}</c>. A name can never lead
/// out of the output: what is not a key as <see cref="ObjectUri"/> wants it is refused.
/// </summary>
internal sealed class OutputTemplate
{
    /// <summary>Longest template in characters.</summary>
    public const int Longest = 1024;

    /// <summary>The placeholders there are.</summary>
    public const string Words = "{dir}, {stem}, {name}, {ext}, {sourceExt}, {model}, {size}, {number} ({number:6}) and {label:NAME}";

    private const int MostDigits = 9;

    // One of them must be there: all other parts are the same for every image, or may be.
    private static readonly string[] _distinct = ["dir", "stem", "name", "number"];

    private readonly IReadOnlyList<Part> _parts;

    private OutputTemplate(IReadOnlyList<Part> parts) => _parts = parts;

    /// <summary>The template again, with the values of labels instead of their names.</summary>
    public string Text => string.Concat(_parts.Select(part => part.Text));

    /// <summary>Whether it has the size of results.</summary>
    public bool NamesSize => _parts.Any(part => part.Placeholder == "size");

    /// <summary>Reads a template.</summary>
    /// <param name="text">As it came.</param>
    /// <param name="labels">The job's.</param>
    /// <param name="namesFormat">Whether something else says which format results have.</param>
    /// <exception cref="FarmException">It is none, or would name something else than results below the output (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public static OutputTemplate Parse(string text, IReadOnlyDictionary<string, string>? labels, bool namesFormat)
    {
        if (text.Length is 0 or > Longest)
            throw Wrong($"must be 1 to {Longest} characters");
        var parts = Merged(Read(text, labels ?? new Dictionary<string, string>()));
        if (!parts.Any(part => _distinct.Contains(part.Placeholder)))
            throw Wrong("gives all results one name; put {stem}, {name}, {number} or {dir} into it");
        if (MistakeIn(parts) is { } mistake)
            throw Wrong(mistake);
        if (!namesFormat && !EndsInFormat(parts))
            throw Wrong($"must end in .{{ext}} or in the extension of a format that can be written ({ResultFormats.Words}), or parameters.format must name one");
        return new(parts);
    }

    /// <returns>The name below the output.</returns>
    /// <param name="facts">What is known of the image and its result.</param>
    /// <exception cref="FarmException">Something that it names is not known.</exception>
    public string Of(TemplateFacts facts)
    {
        var name = new StringBuilder();
        var takesSlash = false;
        foreach (var part in _parts)
        {
            var value = part.Of(facts);
            // An image that lies in no folder has none in its result's name either.
            name.Append(takesSlash && value.StartsWith('/') ? value[1..] : value);
            takesSlash = part.Placeholder == "dir" && value.Length == 0 && (name.Length == 0 || name[^1] == '/');
        }
        return name.ToString();
    }

    private static IEnumerable<Part> Read(string text, IReadOnlyDictionary<string, string> labels)
    {
        for (var at = 0; at < text.Length; at++)
            if (text[at] is '{' or '}' && at + 1 < text.Length && text[at + 1] == text[at])
                yield return new(text[at++].ToString(), null);
            else if (text[at] == '}')
                throw Wrong("has a } that closes nothing; write }} for a brace");
            else if (text[at] == '{')
            {
                var end = text.IndexOf('}', at);
                yield return end < 0 ? throw Wrong("has a { that is never closed; write {{ for a brace") : Placeholder(text[(at + 1)..end], labels);
                at = end;
            }
            else
                yield return new(text[at].ToString(), null);
    }

    private static Part Placeholder(string word, IReadOnlyDictionary<string, string> labels) => word switch
    {
        "dir" or "stem" or "name" or "ext" or "sourceExt" or "model" or "size" or "number" => new(null, word),
        "job" => throw Wrong("has {job}: the id of a job is not known before it is accepted; use a label, {label:NAME}"),
        _ when word.StartsWith("number:", StringComparison.Ordinal) => int.TryParse(word["number:".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var digits) && digits is >= 1 and <= MostDigits
            ? new(null, "number", digits) : throw Wrong($"has {{{Shown(word)}}}: the digits of a number are 1 to {MostDigits}, as in {{number:6}}"),
        _ when word.StartsWith("label:", StringComparison.Ordinal) => labels.TryGetValue(word["label:".Length..], out var value) && value is not null
            ? new(Named(word, value), null) : throw Wrong($"has {{{Shown(word)}}}, and the job has no such label; it has {(labels.Count == 0 ? "none" : string.Join(", ", labels.Keys.Order(StringComparer.Ordinal)))}"),
        _ => throw Wrong($"has {{{Shown(word)}}}, which is not known; there are {Words}"),
    };

    // What makes folders stands in the template, not in a label.
    private static string Named(string word, string value) => value.Length > 0 && !value.AsSpan().ContainsAny('/', '\\') && value is not ("." or "..")
        ? value : throw Wrong($"has {{{Shown(word)}}}, whose value cannot be part of a name: it must not be empty, and have no slash or backslash");

    private static List<Part> Merged(IEnumerable<Part> parts)
    {
        var merged = new List<Part>();
        foreach (var part in parts)
            if (part.Literal is { } text && merged is [.., { Literal: { } before }])
                merged[^1] = new(before + text, null);
            else
                merged.Add(part);
        return merged;
    }

    // What is wrong whatever the image is; the rest shows with each image. Placeholders stand as a letter.
    private static string? MistakeIn(IReadOnlyList<Part> parts)
    {
        var sample = string.Concat(parts.Select(part => part.Literal ?? "x"));
        if (sample.StartsWith('/'))
            return "must not begin with a slash: names are below the output";
        return ObjectUri.IsValid("bucket", sample) ? null
            : "must be the name of an object: parts with single slashes between, none of them . or .., without backslashes, control characters or percent codes that hide them";
    }

    private static bool EndsInFormat(IReadOnlyList<Part> parts) => parts switch
    {
        [.., { Literal: [.., '.'] }, { Placeholder: "ext" }] => true,
        [.., { Placeholder: "name" or "sourceExt" }] => true,   // told of each image
        [.., { Literal: { } end }] => ResultFormats.FormatOf(end) is { } format && Imaging.Formats.CodecSupport.CanWrite(format),
        _ => false,
    };

    private static string Shown(string word) => new([.. word.Take(50).Select(c => char.IsControl(c) ? '\uFFFD' : c)]);

    private static FarmException Wrong(string what) => FarmException.Rejected(FailureCode.SettingsInvalid, what);

    /// <summary>Text, or a placeholder.</summary>
    private sealed record Part(string? Literal, string? Placeholder, int Digits = 1)
    {
        public string Text => Literal is { } text ? text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)
            : Digits == 1 ? $"{{{Placeholder}}}" : $"{{{Placeholder}:{Digits}}}";

        public string Of(TemplateFacts facts) => Placeholder switch
        {
            null => Literal ?? "",
            "dir" => facts.Folder,
            "stem" => facts.Stem,
            "name" => facts.SourceExtension.Length > 0 ? $"{facts.Stem}.{facts.SourceExtension}" : facts.Stem,
            "ext" => facts.Extension,
            "sourceExt" => facts.SourceExtension,
            "model" => facts.Model,
            "size" => facts.Size ?? throw Wrong($"the size of results of the model '{facts.Model}' is not known, so their names cannot have it; give outScale, or an exact size"),
            _ => facts.Number.ToString($"D{Digits}", CultureInfo.InvariantCulture),
        };
    }
}
