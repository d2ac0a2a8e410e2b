using System.Globalization;
using YamlDotNet.Serialization;

namespace SuperResFarm.OperationsTests.Helm.Rendering;

/// <summary>Values as the chart's templates should see them, worked out here a second time.</summary>
internal static class EffectiveValues
{
    private static readonly IDeserializer _yaml = new DeserializerBuilder().Build();

    /// <returns>A pool's values: the chart's defaults, the chart's pool, and both of a value set, in Helm's order.</returns>
    public static Dictionary<object, object> Pool(string set, string pool)
    {
        var values = Read(Path.Combine(ChartRenderer.Chart, "values.yaml"));
        Overlay(values, Read(ValueSets.PathOf(set)));
        var workers = (Dictionary<object, object>)values["workers"];
        var result = (Dictionary<object, object>)workers["defaults"];
        Overlay(result, (Dictionary<object, object>)((Dictionary<object, object>)workers["pools"])[pool]);
        return result;
    }

    /// <returns>A number in it.</returns>
    public static double Number(Dictionary<object, object> values, params string[] path)
    {
        object value = values;
        foreach (var key in path)
            value = ((Dictionary<object, object>)value)[key];
        return double.Parse((string)value, CultureInfo.InvariantCulture);
    }

    /// <returns>A file's values.</returns>
    public static Dictionary<object, object> Read(string path) => _yaml.Deserialize<Dictionary<object, object>?>(File.ReadAllText(path)) ?? [];

    private static void Overlay(Dictionary<object, object> below, Dictionary<object, object> over)
    {
        foreach (var (key, value) in over)
            if (value is Dictionary<object, object> inner && below.TryGetValue(key, out var old) && old is Dictionary<object, object> outer)
                Overlay(outer, inner);
            else
                below[key] = value;
    }
}
