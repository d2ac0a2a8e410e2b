using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Sessions;

/// <summary>One ONNX Runtime session that runs one tile at a time on buffers that the caller owns.</summary>
/// <param name="session">The session; owned by the lane.</param>
/// <param name="arena">Its memory, in the engine's words.</param>
/// <param name="smallest">Makes the smallest tile the network takes.</param>
internal sealed class OnnxLane(InferenceSession session, string arena, Func<TileSlot> smallest) : IDisposable
{
    private readonly string[] _inputs = [.. session.InputNames];
    private readonly string[] _outputs = [.. session.OutputNames];
    private TileShape? _lastShape;

    public void Run(TileSlot slot, CancellationToken ct)
    {
        using var options = new RunOptions();
        // Terminate makes the native loop stop at its next node, so stopping takes less than a tile.
        using var stop = ct.Register(static state => ((RunOptions)state!).Terminate = true, options);
        ct.ThrowIfCancellationRequested();
        try
        {
            if (_lastShape is { } last && last != slot.Shape)
                GiveBackMemory();
            _lastShape = slot.Shape;
            Run(slot, options);
        }
        catch (OnnxRuntimeException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (OnnxRuntimeException fault)
        {
            throw new FarmException(FailureCode.EngineFailed, Disposition.Retry, $"The engine failed on a tile of {slot.Shape}: {FirstLine(fault)}", fault);
        }
    }

    public void Dispose() => session.Dispose();

    private void Run(TileSlot slot, RunOptions options) =>
        session.Run(options, _inputs, [slot.InputTensor], _outputs, [slot.OutputTensor]);

    // The arena keeps what a shape needed, and a new shape cannot use all of it. It can be told to let go only at the
    // end of a run; the smallest run there is comes before the first one of the new shape.
    private void GiveBackMemory()
    {
        using var options = new RunOptions();
        options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", arena);
        using var slot = smallest();
        slot.Input.Clear();
        Run(slot, options);
    }

    private static string FirstLine(Exception fault) => fault.Message.Split('\n', 2)[0];
}
