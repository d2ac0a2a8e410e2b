namespace SuperResFarm.Models.Passes;

/// <summary>Rewrites of a graph that keep its results and make it faster on some devices (<see cref="TargetPasses"/>).</summary>
/// <remarks>Only what was measured to pay is a pass. Folding constants at the import is none: ONNX Runtime folds a factor into the weights of
/// the convolution before it while it loads, so that the graph that runs is the same, and the networks written here have no node of constants
/// alone.</remarks>
[Flags]
public enum GraphPasses
{
    /// <summary>The graph as imported.</summary>
    None = 0,

    /// <summary><see cref="Passes.PreluRewrite"/>: a fifth less time on the CPU for Compact models.</summary>
    PreluRewrite = 1,

    /// <summary><see cref="Passes.ScaleRewrite"/>: a twelfth less time on the CPU for ESRGAN models, and 70 % less to load
    /// them.</summary>
    ScaleRewrite = 2,

    /// <summary><see cref="Passes.WindowRows"/>: up to a third less time and two thirds less memory on the CPU for SwinIR
    /// models.</summary>
    WindowRows = 4,

    /// <summary>Every pass.</summary>
    All = PreluRewrite | ScaleRewrite | WindowRows,
}
