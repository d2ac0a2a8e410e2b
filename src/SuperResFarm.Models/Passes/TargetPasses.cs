using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Passes;

/// <summary>Which passes pay on which device, and how they are applied.</summary>
public static class TargetPasses
{
    /// <summary>The passes with a measured gain on <paramref name="target"/>.</summary>
    /// <returns>For the CPU all. None for CUDA and TensorRT, where nothing was measured: they serve the layout and the caches of a CPU,
    /// and TensorRT by itself joins PRelu and scalar factors to convolutions.</returns>
    public static GraphPasses Of(ExecutionTarget target) => target == ExecutionTarget.Cpu ? GraphPasses.All : GraphPasses.None;

    /// <summary>Rewrites <paramref name="model"/> in place.</summary>
    /// <returns>The same model.</returns>
    internal static ModelProto Apply(ModelProto model, GraphPasses passes)
    {
        if (passes.HasFlag(GraphPasses.PreluRewrite))
            PreluRewrite.Apply(model.Graph);
        if (passes.HasFlag(GraphPasses.ScaleRewrite))
            ScaleRewrite.Apply(model.Graph);
        if (passes.HasFlag(GraphPasses.WindowRows))
            WindowRows.Apply(model.Graph);
        return model;
    }
}
