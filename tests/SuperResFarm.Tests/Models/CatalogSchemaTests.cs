using System.Text.Json.Nodes;
using NJsonSchema;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Tests.Models;

/// <summary>The schema that editors check catalogs by, and the reader, agree.</summary>
public sealed class CatalogSchemaTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>A member of the first model (or of the object after the dot), and a value that is wrong for it as JSON; nothing removes
    /// it.</summary>
    public static TheoryData<string, string> Mistakes => new()
    {
        { "name", "" },
        { "name", "\"../up\"" },
        { "name", "7" },
        { "aliases", "[\"a b\"]" },
        { "aliases", "\"one\"" },
        { "summary", "" },
        { "summary", "\"\"" },
        { "task", "" },
        { "task", "\"Upscale\"" },
        { "task", "\"detect-faces\"" },
        { "architecture", "" },
        { "scale", "" },
        { "scale", "null" },
        { "scale", "0" },
        { "scale", "17" },
        { "scale", "2.5" },
        { "fidelity", "" },
        { "fidelity", "null" },
        { "fidelity", "\"sharp\"" },
        { "file", "" },
        { "file", "\"https://example.org/m.pth\"" },
        { "file.url", "" },
        { "file.url", "\"http://example.org/m.pth\"" },
        { "file.url", "\"https://me:secret@example.org/m.pth\"" },
        { "file.bytes", "0" },
        { "file.sha256", "\"4FA0D38905F75AC06EB49A7951B426670021BE3018265FD191D2125DF9D682F1\"" },
        { "file.sha256", "\"4fa0\"" },
        { "file.md5", "\"4fa0\"" },
        { "licence", "" },
        { "licence.name", "" },
        { "licence.terms", "\"\"" },
        { "licence.acceptance", "" },
        { "licence.acceptance", "\"yes\"" },
        { "denoisePartner", "\"a b\"" },
        { "licens", "\"MIT\"" },
    };

    [Fact]
    public async Task Schema_BuiltInCatalog_IsValid() =>
        Assert.Empty((await Schema()).Validate(await File.ReadAllTextAsync(Path.Combine(_folder, "catalog.json"))));

    [Fact]
    public async Task BuiltIn_IsTheFileOfTheRepository()
    {
        var names = (await Catalog())["models"]!.AsArray().Select(model => model!["name"]!.GetValue<string>());
        Assert.Equal(names, ModelCatalog.BuiltIn.Entries.Select(entry => entry.Name));
    }

    [Theory, MemberData(nameof(Mistakes))]
    public async Task SchemaAndReader_Mistake_IsRefusedByBoth(string member, string value)
    {
        var catalog = await Catalog();
        var target = catalog["models"]![0]!.AsObject();
        if (member.Split('.') is [var inner, _])
            target = target[inner]!.AsObject();
        target.Remove(member.Split('.')[^1]);
        if (value.Length > 0)
            target[member.Split('.')[^1]] = JsonNode.Parse(value);

        AssertRefusedByBoth(await Schema(), catalog);
    }

    [Fact]
    public async Task SchemaAndReader_AcceptanceWithoutTerms_IsRefusedByBoth()
    {
        var catalog = await Catalog();
        var licence = catalog["models"]![0]!["licence"]!.AsObject();
        licence["acceptance"] = true;
        licence["terms"] = null;
        AssertRefusedByBoth(await Schema(), catalog);
    }

    [Fact]
    public async Task SchemaAndReader_UnknownMemberOfTheCatalog_IsRefusedByBoth()
    {
        var catalog = await Catalog();
        catalog["model"] = new JsonArray();
        AssertRefusedByBoth(await Schema(), catalog);
    }

    private static void AssertRefusedByBoth(JsonSchema schema, JsonObject catalog)
    {
        var mistakes = new List<string>();
        CatalogReader.Read(System.Text.Encoding.UTF8.GetBytes(catalog.ToJsonString()), mistakes);
        Assert.NotEmpty(schema.Validate(catalog.ToJsonString()));
        Assert.NotEmpty(mistakes);
    }

    // The validator follows references only into the older of the two spellings of that folder of definitions.
    private static async Task<JsonSchema> Schema() => await JsonSchema.FromJsonAsync(
        (await File.ReadAllTextAsync(Path.Combine(_folder, "catalog.schema.json"))).Replace("$defs", "definitions", StringComparison.Ordinal));

    private static async Task<JsonObject> Catalog() =>
        JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "catalog.json")))!.AsObject();
}
