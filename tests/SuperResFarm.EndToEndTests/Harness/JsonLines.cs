using System.Text.Json.Nodes;

namespace SuperResFarm.EndToEndTests.Harness;

/// <summary>Text of which every line must be a JSON object.</summary>
internal sealed class JsonLines(string text)
{
    public IReadOnlyList<JsonNode> All { get; } = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    /// <summary>The facts of every image that ended.</summary>
    public IEnumerable<JsonNode> Items => Of("ended").Select(line => line["item"]!);

    public JsonNode Summary => Of("completed").Single()["summary"]!;

    public static JsonLines InFile(string path) => new(File.ReadAllText(path));

    public IEnumerable<JsonNode> Of(string kind) => All.Where(line => (string?)line["event"] == kind);

    /// <summary>What became of the source of that name: <c>done</c>, <c>skipped</c>, or the code of its failure.</summary>
    public string EndOf(string name)
    {
        var item = Items.Single(item => Path.GetFileName((string)item["input"]!["path"]!) == name);
        return (string?)item["error"] ?? (string)item["status"]!;
    }
}
