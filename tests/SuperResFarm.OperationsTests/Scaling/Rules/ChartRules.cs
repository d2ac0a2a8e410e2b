namespace SuperResFarm.OperationsTests.Scaling.Rules;

/// <summary>The rules that operators get by default.</summary>
internal static class ChartRules
{
    /// <returns>The chart's rules.</returns>
    public static ScalingRules Load() => ScalingRules.Of(File.ReadAllText(Repository.PathOf("tests/SuperResFarm.OperationsTests/Scaling/Rules/worker.yaml")));
}
