using System.Text.Json;

namespace SuperResFarm.OperationsTests.Monitoring;

/// <summary>What makes a dashboard work wherever it is provisioned.</summary>
public class DashboardFileTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Repository.PathOf("deploy/grafana/dashboards"), "*.json").Select(path => Path.GetFileName(path)!)];

    [Theory, MemberData(nameof(Files))]
    public void Dashboard_HasAStableNameAndItsDataSourceAsAVariable(string file)
    {
        using var dashboard = Open(file);
        var root = dashboard.RootElement;
        Assert.Equal($"superresfarm-{Path.GetFileNameWithoutExtension(file)}", root.GetProperty("uid").GetString());
        Assert.True(root.GetProperty("schemaVersion").GetInt32() >= 38);
        Assert.NotEmpty(root.GetProperty("description").GetString()!);
        var first = root.GetProperty("templating").GetProperty("list")[0];
        Assert.Equal(("datasource", "datasource", "prometheus"), (first.GetProperty("name").GetString(), first.GetProperty("type").GetString(), first.GetProperty("query").GetString()));
        var text = File.ReadAllText(PathOf(file));
        Assert.DoesNotContain("__inputs", text, StringComparison.Ordinal);
        Assert.DoesNotContain("${DS_", text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Files))]
    public void Panels_EachHasADescriptionAPlaceAndTheVariableAsSource(string file)
    {
        using var dashboard = Open(file);
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        foreach (var panel in panels.Where(panel => panel.GetProperty("type").GetString() != "row"))
        {
            var title = panel.GetProperty("title").GetString();
            Assert.True(panel.GetProperty("description").GetString()!.EndsWith('.'), title);
            Assert.All(panel.GetProperty("targets").EnumerateArray(), target => Assert.Equal("${datasource}", target.GetProperty("datasource").GetProperty("uid").GetString()));
        }
        var cells = panels.SelectMany(CellsOf).ToList();
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));
    }

    private static IEnumerable<(int X, int Y)> CellsOf(JsonElement panel)
    {
        var place = panel.GetProperty("gridPos");
        int Of(string name) => place.GetProperty(name).GetInt32();
        return Enumerable.Range(Of("x"), Of("w")).SelectMany(x => Enumerable.Range(Of("y"), Of("h")).Select(y => (x, y)));
    }

    private static JsonDocument Open(string file) => JsonDocument.Parse(File.ReadAllText(PathOf(file)));

    private static string PathOf(string file) => Repository.PathOf($"deploy/grafana/dashboards/{file}");
}
