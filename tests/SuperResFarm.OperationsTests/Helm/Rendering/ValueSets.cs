using System.Collections.Concurrent;

namespace SuperResFarm.OperationsTests.Helm.Rendering;

/// <summary>The values that the chart is tried with: every file of its folder <c>ci</c>.</summary>
public static class ValueSets
{
    private const string Suffix = "-values.yaml";
    private static readonly ConcurrentDictionary<string, Lazy<Task<Manifests>>> _rendered = new();

    /// <summary>Their names: <c>default</c>, <c>gpu</c>, ...</summary>
    public static TheoryData<string> All { get; } =
        [.. Directory.GetFiles(Path.Combine(ChartRenderer.Chart, "ci"), $"*{Suffix}").Select(path => Path.GetFileName(path)[..^Suffix.Length]).Order(StringComparer.Ordinal)];

    /// <returns>Where one is.</returns>
    internal static string PathOf(string set) => Path.Combine(ChartRenderer.Chart, "ci", set + Suffix);

    /// <returns>What the chart makes of one; rendered once.</returns>
    internal static Task<Manifests> RenderAsync(string set) =>
        _rendered.GetOrAdd(set, name => new Lazy<Task<Manifests>>(async () => Manifests.Parse(await ChartRenderer.RenderAsync(ChartRenderer.Chart, PathOf(name))))).Value;
}
