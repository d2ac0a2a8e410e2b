using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Inference.Benching;

/// <summary>The arithmetic a device does when nothing holds it up: the fastest of a few products of large square matrices.</summary>
/// <param name="FlopsPerSecond">Floating-point operations for each second, two for each multiplication and addition.</param>
/// <param name="Edge">Length of the matrices.</param>
/// <param name="Lanes">Products at the same time.</param>
public sealed record MatrixPeak(double FlopsPerSecond, int Edge, int Lanes)
{
    private const int LeastRuns = 3;

    /// <summary>Measures with the settings that images have, on as many lanes as the device has places.</summary>
    /// <param name="provider">What runs it.</param>
    /// <param name="precision">Arithmetic.</param>
    /// <param name="time">After this no further run is begun, the first three excepted.</param>
    /// <param name="ct">Stops between runs.</param>
    /// <exception cref="FarmException">The matrices do not fit into the device's memory, or the engine failed.</exception>
    public static async Task<MatrixPeak> MeasureAsync(IProvider provider, Precision precision, TimeSpan time, CancellationToken ct)
    {
        var (edge, products) = SizeFor(provider.Device.Kind, precision);
        var lanes = provider.Device.Places;
        var sessions = new List<InferenceSession>();
        try
        {
            using (var options = provider.CreateOptions(SessionUse.Images))
            {
                var graph = MatrixGraph.Write(precision, edge, products);
                for (var lane = 0; lane < lanes; lane++)
                    sessions.Add(new InferenceSession(graph, options));
            }
            var fastest = await FastestAsync(sessions, time, ct);
            return new(2.0 * edge * edge * edge * products * lanes / fastest.TotalSeconds, edge, lanes);
        }
        catch (OnnxRuntimeException fault)
        {
            throw EngineFaults.Of(fault, $"products of {edge}x{edge} numbers", provider.Device);
        }
        finally
        {
            sessions.ForEach(session => session.Dispose());
        }
    }

    // On a processor's core the products of 512 are as fast as any, and a run of them is short enough to end before something else wants the core. A GPU
    // needs larger ones until all its parts have work, and still larger ones where it computes twice as fast. Several products in a run, so that what
    // goes in and out counts for nothing.
    private static (int Edge, int Products) SizeFor(DeviceKind kind, Precision precision) =>
        kind == DeviceKind.Cpu ? (512, 16) : (precision == Precision.Half ? 8192 : 4096, 4);

    private static async Task<TimeSpan> FastestAsync(List<InferenceSession> sessions, TimeSpan time, CancellationToken ct)
    {
        var block = Enumerable.Range(0, MatrixGraph.Block * MatrixGraph.Block).Select(i => (float)Math.Sin(i)).ToArray();
        await RunAllAsync(sessions, block);
        var (started, fastest) = (Stopwatch.GetTimestamp(), TimeSpan.MaxValue);
        for (var run = 0; run < LeastRuns || Stopwatch.GetElapsedTime(started) < time; run++)
        {
            ct.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            await RunAllAsync(sessions, block);
            var took = Stopwatch.GetElapsedTime(began);
            fastest = took < fastest ? took : fastest;
        }
        return fastest;
    }

    private static Task RunAllAsync(List<InferenceSession> sessions, float[] block) => Task.WhenAll(sessions.Select(session =>
        // A thread of its own, as lanes have.
        Task.Factory.StartNew(() => Run(session, block), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private static void Run(InferenceSession session, float[] block)
    {
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(block, [MatrixGraph.Block, MatrixGraph.Block]);
        using var answers = session.Run(run, session.InputNames, [input], session.OutputNames);
        if (!float.IsFinite(answers[0].GetTensorDataAsSpan<float>()[0]))
            throw new FarmException(FailureCode.EngineFailed, Disposition.Retry, "The device's product of two matrices holds values that are no numbers: its driver or its memory is not sound.");
    }
}
