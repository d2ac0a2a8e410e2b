using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Benching;

/// <summary>Counts the arithmetic of a network.</summary>
public static class NetworkWork
{
    private const int Edge = 56;   // whole windows of 7 and of 8 pixels, which some networks pad their images to

    /// <summary>Runs the network as its authors define it once, on a small tile on the processor, and counts by the shapes inside.</summary>
    /// <returns>Floating-point operations for each source pixel: two for each multiplication and addition of convolutions and matrix products, as if done
    /// directly. Engines that transform convolutions (Winograd, FFT) do less. Null when the network has operators that cannot be counted.</returns>
    public static double? FlopsPerPixel(Network network)
    {
        if (network.ToWorkOnnx() is not { } graph)
            return null;
        var card = network.Card;
        var edge = (Edge + card.SizeMultiple - 1) / card.SizeMultiple * card.SizeMultiple;
        var size = card.FixedSize ?? new ImageSize(edge, edge);
        try
        {
            return 2.0 * Count(graph, size, card.Channels) / ((long)size.Width * size.Height);
        }
        catch (OnnxRuntimeException)
        {
            return null;   // whoever runs it in earnest will be told
        }
    }

    private static long Count(byte[] graph, ImageSize size, int channels)
    {
        using var options = new CpuProvider().CreateOptions(SessionUse.Calibration);
        using var session = new InferenceSession(graph, options);
        using var image = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.UInt8, [1, size.Height, size.Width, channels]);
        image.GetTensorMutableRawData().Clear();
        using var run = new RunOptions();
        using var answers = session.Run(run, session.InputNames, [image], session.OutputNames);
        return answers[0].GetTensorDataAsSpan<long>()[0];
    }
}
