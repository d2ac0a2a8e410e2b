using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Tests.Models;

/// <summary>Runs a graph with one input and one output on the CPU, with every optimisation on.</summary>
internal sealed class OnnxRun : IDisposable
{
    private readonly InferenceSession _session;

    public OnnxRun(byte[] model)
    {
        _ = OnnxEnvironment.Instance;   // keeps the engine from reporting usage
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL, IntraOpNumThreads = 2 };
        _session = new InferenceSession(model, options);
    }

    public InferenceSession Session => _session;

    public static (TOut[] Values, long[] Shape) Once<TIn, TOut>(byte[] model, TIn[] values, params long[] shape)
        where TIn : unmanaged where TOut : unmanaged
    {
        using var run = new OnnxRun(model);
        return run.Run<TIn, TOut>(values, shape);
    }

    public (TOut[] Values, long[] Shape) Run<TIn, TOut>(TIn[] values, params long[] shape) where TIn : unmanaged where TOut : unmanaged =>
        RunFor<TIn, TOut>("output", values, shape);

    /// <summary>Runs for one of the outputs, which may have any name.</summary>
    public (TOut[] Values, long[] Shape) RunFor<TIn, TOut>(string name, TIn[] values, params long[] shape) where TIn : unmanaged where TOut : unmanaged
    {
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var outputs = _session.Run(options, ["input"], [input], [name]);
        return (outputs[0].GetTensorDataAsSpan<TOut>().ToArray(), outputs[0].GetTensorTypeAndShape().Shape);
    }

    public void Dispose() => _session.Dispose();
}
