using System.Text.Json;
using System.Text.RegularExpressions;
using SuperResFarm.OperationsTests.Helm.Rendering;

namespace SuperResFarm.OperationsTests.Helm;

public sealed partial class ValuesTests
{
    [Fact]
    public void Values_EachOne_HasASentence()
    {
        var lines = File.ReadAllLines(Path.Combine(ChartRenderer.Chart, "values.yaml"));

        var keys = lines.Index().Where(line => Key().IsMatch(line.Item)).ToList();
        Assert.True(keys.Count > 150);
        Assert.All(keys, key =>
        {
            var above = key.Index == 0 ? "" : lines[key.Index - 1];
            var isGroup = key.Item.TrimEnd().EndsWith(':') && !above.TrimStart().StartsWith('#');
            // Some groups explain themselves by what is in them; a value never does.
            Assert.True(isGroup || Sentence().IsMatch(above), $"line {key.Index + 1}: '{key.Item.Trim()}' has no sentence above it");
            Assert.False(isGroup && !lines[key.Index + 1].TrimStart().StartsWith('#'));
        });
    }

    [Fact]
    public void Schema_EachValue_IsKnownToIt()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(ChartRenderer.Chart, "values.schema.json")));
        var values = EffectiveValues.Read(Path.Combine(ChartRenderer.Chart, "values.yaml"));
        var defaults = (Dictionary<object, object>)((Dictionary<object, object>)values["workers"])["defaults"];

        Assert.Equal(values.Keys.Cast<string>().Append("global").Order(), Properties(schema.RootElement));
        Assert.Equal(((Dictionary<object, object>)values["api"]).Keys.Cast<string>().Order(), Properties(schema.RootElement.GetProperty("properties").GetProperty("api")));
        // What a pool may set has a default, so that templates always find it.
        Assert.Equal(defaults.Keys.Cast<string>().Order(), Properties(schema.RootElement.GetProperty("definitions").GetProperty("pool")));
        Assert.Equal(((Dictionary<object, object>)defaults["scaling"]).Keys.Cast<string>().Order(), Properties(schema.RootElement.GetProperty("definitions").GetProperty("scaling")));
    }

    private static IEnumerable<string> Properties(JsonElement of) => of.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order();

    [GeneratedRegex(@"^ *[A-Za-z][^ #]*:( |$)")]
    private static partial Regex Key();

    [GeneratedRegex(@"^ *# [A-Za-z""].*[.):}]$|^ *# .*\.\.\.$")]
    private static partial Regex Sentence();
}
