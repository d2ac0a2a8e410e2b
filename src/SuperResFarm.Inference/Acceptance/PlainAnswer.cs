using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Passes;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>
/// What a network answers by its graph alone: on the processor, operator by operator, without this farm's rewrites and the engine's optimisations. The
/// processor as a device is held against it too: it then answers for rewrites, fused kernels and blocked layouts.
/// </summary>
internal static class PlainAnswer
{
    /// <param name="network">As its weights are.</param>
    /// <param name="shape">The tile.</param>
    /// <param name="samples">Its bytes: height x width x channels.</param>
    /// <param name="ct">Stops within the run.</param>
    /// <returns>The enlarged tile, laid out likewise.</returns>
    /// <exception cref="FarmException">The processor cannot run it.</exception>
    public static Task<byte[]> RunAsync(Network network, TileShape shape, byte[] samples, CancellationToken ct) =>
        // A thread of its own: a native run of seconds would starve the pool.
        Task.Factory.StartNew(() => Run(network, shape, samples, ct), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static byte[] Run(Network network, TileShape shape, byte[] samples, CancellationToken ct)
    {
        var provider = new CpuProvider();
        try
        {
            using var options = provider.CreateOptions(SessionUse.Calibration);
            options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
            options.IntraOpNumThreads = provider.Device.Places;
            using var session = new InferenceSession(network.ToOnnx(SampleType.UInt8, GraphPasses.None), options);
            using var image = OrtValue.CreateTensorValueFromMemory(samples, [1, shape.Height, shape.Width, network.Card.Channels]);
            using var run = new RunOptions();
            using var stop = ct.Register(static state => ((RunOptions)state!).Terminate = true, run);
            ct.ThrowIfCancellationRequested();
            using var answers = session.Run(run, session.InputNames, [image], [session.OutputNames[0]]);
            return answers[0].GetTensorDataAsSpan<byte>().ToArray();
        }
        catch (OnnxRuntimeException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (OnnxRuntimeException fault)
        {
            throw EngineFaults.Of(fault, $"a tile of {shape} on the processor", provider.Device);
        }
    }
}
