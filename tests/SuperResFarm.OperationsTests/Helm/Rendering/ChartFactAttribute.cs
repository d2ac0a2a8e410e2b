namespace SuperResFarm.OperationsTests.Helm.Rendering;

/// <summary>A fact that is skipped, with the reason, where no chart can be rendered.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChartFactAttribute : FactAttribute
{
    public ChartFactAttribute() => Skip = ChartRenderer.Missing;
}

/// <summary>A theory that is skipped, with the reason, where no chart can be rendered.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChartTheoryAttribute : TheoryAttribute
{
    public ChartTheoryAttribute() => Skip = ChartRenderer.Missing;
}
