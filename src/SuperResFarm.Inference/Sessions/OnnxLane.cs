using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Inference.Sessions;

/// <summary>One ONNX Runtime session that runs one tile at a time on buffers that the caller owns.</summary>
internal sealed class OnnxLane(InferenceSession session) : IDisposable
{
    private readonly string[] _inputs = [.. session.InputNames];
    private readonly string[] _outputs = [.. session.OutputNames];

    public void Run(TileSlot slot, CancellationToken ct)
    {
        using var options = new RunOptions();
        // Terminate makes the native loop stop at its next node, so stopping takes less than a tile.
        using var stop = ct.Register(static state => ((RunOptions)state!).Terminate = true, options);
        ct.ThrowIfCancellationRequested();
        try
        {
            session.Run(options, _inputs, [slot.InputTensor], _outputs, [slot.OutputTensor]);
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

    private static string FirstLine(Exception fault) => fault.Message.Split('\n', 2)[0];
}
