using System.Text.Json;
using System.Text.RegularExpressions;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Models.Catalog;

/// <summary>Reads catalog entries and notes every mistake; says the same as <c>models/catalog.schema.json</c>.</summary>
internal static partial class CatalogReader
{
    private const string NameRule = "must be 1 to 100 letters, digits or . _ + -, and start with a letter or digit";

    // One member twice would silently lose one of them.
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    /// <param name="json">The catalog, UTF-8.</param>
    /// <param name="mistakes">Gets a sentence for each mistake.</param>
    /// <returns>The entries; those with mistakes are left out.</returns>
    public static IReadOnlyList<CatalogEntry> Read(ReadOnlyMemory<byte> json, List<string> mistakes)
    {
        try
        {
            using var document = JsonDocument.Parse(json, _strict);
            var catalog = new JsonFields("the catalog", document.RootElement, mistakes);
            catalog.Text("$schema", longest: 1000);
            var models = catalog.Items("models", required: true);
            var entries = models.Select((model, i) => Entry(model, i, mistakes)).OfType<CatalogEntry>().ToList();
            catalog.NoOthers();
            return entries;
        }
        catch (JsonException fault)
        {
            mistakes.Add($"it is not valid JSON: {fault.Message}");
            return [];
        }
    }

    private static CatalogEntry? Entry(JsonElement model, int index, List<string> mistakes)
    {
        var before = mistakes.Count;
        var fields = new JsonFields(Place(model, index), model, mistakes);
        var name = fields.Text("name", NamePattern, NameRule, required: true);
        var aliases = fields.Items("aliases").Select(alias => alias.ValueKind is JsonValueKind.String ? alias.GetString()! : "").ToList();
        if (!aliases.TrueForAll(NamePattern.IsMatch))
            fields.Wrong("aliases", $"{NameRule}, each of them");
        var summary = fields.Text("summary", required: true);
        var task = fields.Choice<ModelTask>("task", required: true);
        var architecture = fields.Text("architecture", required: true);
        var scale = (int?)fields.Whole("scale", 1, 16);
        var fidelity = fields.Choice<Fidelity>("fidelity");
        CheckTask(fields, task);
        var file = File(fields.Inside("file"));
        var licence = Licence(fields.Inside("licence"));
        var partner = fields.Text("denoisePartner", NamePattern, NameRule);
        fields.NoOthers();
        return mistakes.Count > before
            || name is null || summary is null || task is null || architecture is null || file is null || licence is null
            ? null
            : new()
            {
                Name = name,
                Aliases = aliases,
                Summary = summary,
                Task = task.Value,
                Architecture = architecture,
                Scale = scale,
                Fidelity = fidelity,
                File = file,
                Licence = licence,
                DenoisePartner = partner,
            };
    }

    private static void CheckTask(JsonFields fields, ModelTask? task)
    {
        foreach (var name in new[] { "scale", "fidelity" })
        {
            var given = fields.Any(name) is not null;
            if (task is ModelTask.Upscale or ModelTask.RestoreFace && !given)
                fields.Wrong(name, "is missing, as the task gives an image");
            if (task is ModelTask.DetectFaces or ModelTask.ParseFaces && given)
                fields.Wrong(name, "must be left out, as the task gives no image");
        }
    }

    private static CatalogFile? File(JsonFields? fields)
    {
        var url = fields?.Address("url", required: true);
        var bytes = fields?.Whole("bytes", 1, long.MaxValue);
        var sha256 = fields?.Text("sha256", Sha256Pattern, "must be 64 lower-case hexadecimal digits");
        fields?.NoOthers();
        return url is null ? null : new(url, bytes, sha256);
    }

    private static LicenceTerms? Licence(JsonFields? fields)
    {
        var name = fields?.Text("name", required: true);
        var terms = fields?.Text("terms", longest: 500);
        var url = fields?.Address("url");
        var acceptance = fields?.Flag("acceptance") ?? false;
        if (acceptance && fields?.Any("terms") is null)
            fields?.Wrong("terms", "is missing: it says what is to be accepted");
        fields?.NoOthers();
        return name is null ? null : new(name, terms, url, acceptance);
    }

    private static string Place(JsonElement model, int index) =>
        model.ValueKind is JsonValueKind.Object && model.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String
            ? $"models[{index}] '{name.GetString()}'"
            : $"models[{index}]";

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}\\z")]
    private static partial Regex NamePattern { get; }

    [GeneratedRegex("^[0-9a-f]{64}\\z")]
    private static partial Regex Sha256Pattern { get; }
}
