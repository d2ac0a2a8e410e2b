namespace SuperResFarm.Models.Onnx;

/// <summary>Rewrites of a graph that keep its results and make it faster on some devices.</summary>
[Flags]
public enum GraphPasses
{
    /// <summary>The graph as imported.</summary>
    None = 0,

    /// <summary><see cref="Onnx.PreluRewrite"/>: a quarter less time on the CPU for Compact models.</summary>
    PreluRewrite = 1,

    /// <summary>Every pass.</summary>
    All = PreluRewrite,
}
