using SuperResFarm.OperationsTests.Helm.Rendering;

namespace SuperResFarm.OperationsTests.Scaling.Rules;

/// <summary>The chart's rules, rendered: those of the value set <c>replay</c>, with the times of the items that are to be done, as an operator reads them from the metrics.</summary>
internal static class ChartRules
{
    private static readonly Lazy<ScalingRules> _usual = new(() => Render());
    private static readonly Lazy<ScalingRules> _long = new(() =>
    {
        using var times = new ValuesFile("workers: {pools: {nvidia: {itemP95Seconds: 600, graceSeconds: 1200, scaling: {cooldownPeriod: 600}}}}");
        return Render(times.Path);
    });

    /// <returns>Rules for items of up to two minutes.</returns>
    public static ScalingRules Load() => _usual.Value;

    /// <returns>Rules for a trace.</returns>
    public static ScalingRules For(string trace) => trace == "long-items" ? _long.Value : _usual.Value;

    private static ScalingRules Render(params string[] values) =>
        ScalingRules.Of(ChartRenderer.RenderAsync(ChartRenderer.Chart, [ValueSets.PathOf("replay"), .. values]).GetAwaiter().GetResult());
}
