using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Sessions;

/// <summary>Runs a ready model once to learn its scale, when its graph does not tell.</summary>
internal static class ScaleProbe
{
    private const int Edge = 32;

    /// <summary>Measures output over input.</summary>
    /// <exception cref="FarmException">The factor is not whole, or differs between the axes (<see cref="FailureCode.ModelInvalid"/>).</exception>
    public static int Measure(InferenceSession session, ModelCard card, SampleDepth depth)
    {
        var edge = (Edge + card.SizeMultiple - 1) / card.SizeMultiple * card.SizeMultiple;
        var shape = card.FixedSize is { } only ? new TileShape(only.Width, only.Height) : new TileShape(edge, edge);
        var element = depth == SampleDepth.Eight ? TensorElementType.UInt8 : TensorElementType.UInt16;
        using var tile = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, element, [1, shape.Height, shape.Width, card.Channels]);
        tile.GetTensorMutableRawData().Clear();
        using var run = new RunOptions();
        using var answers = session.Run(run, session.InputNames, [tile], session.OutputNames);
        var answer = answers[0].GetTensorTypeAndShape().Shape;
        var scale = answer[1] / shape.Height;
        return scale >= 1 && answer[1] == scale * shape.Height && answer[2] == scale * shape.Width
            ? (int)scale
            : throw FarmException.Rejected(
                FailureCode.ModelInvalid, $"Model '{card.Name}' turns {shape} pixels into {answer[2]}x{answer[1]}: that is no whole scale.");
    }
}
