using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Importing;

/// <summary>Tries whether a network in half precision is as good as in single precision.</summary>
public static class HalfTrial
{
    /// <summary>Least PSNR in dB between the two, peak 1.</summary>
    public const double LeastPsnr = 45;

    private const int Edge = 64;

    /// <summary>Runs both on the same picture.</summary>
    /// <returns>The network to keep, and why it is not the half-precise one (null when it is).</returns>
    public static (Network Kept, string? Warning) Choose(Network single)
    {
        var (half, obstacle) = single.ToHalf();
        if (half is not null && Compare(single, half) is var (psnr, fault))
        {
            if (psnr >= LeastPsnr)
                return (half, null);
            obstacle = fault ?? string.Create(CultureInfo.InvariantCulture, $"its results agree to {psnr:0.0} dB only, {LeastPsnr:0} are needed");
        }
        return (single, $"Model '{single.Card.Name}' is kept in 32-bit floats: {obstacle}.");
    }

    /// <returns>PSNR in dB between the two, or why there is none.</returns>
    internal static (double Psnr, string? Fault) Compare(Network single, Network half)
    {
        try
        {
            // Loaded to see whether the engine takes it; run in its place is what a device with 16-bit arithmetic would compute.
            Load(half.ToPlanarOnnx()).Dispose();
            var (expected, actual) = (Run(single.Card, single.ToPlanarOnnx()), Run(single.Card, single.ToRoundedOnnx()));
            if (!Array.TrueForAll(actual, float.IsFinite))
                return (0, "it gives values that are not finite");
            return (-10 * Math.Log10(expected.Zip(actual, (a, b) => Math.Pow(Math.Clamp(a, 0, 1) - Math.Clamp(b, 0, 1), 2)).Average()), null);
        }
        catch (OnnxRuntimeException)
        {
            return (0, "the engine does not take it in 16-bit floats");
        }
    }

    private static float[] Run(ModelCard card, byte[] graph)
    {
        var edge = (Edge + card.SizeMultiple - 1) / card.SizeMultiple * card.SizeMultiple;
        var size = card.FixedSize ?? new ImageSize(edge, edge);
        using var session = Load(graph);
        using var image = OrtValue.CreateTensorValueFromMemory(ProbePicture.Planar(card.Channels, size), [1, card.Channels, size.Height, size.Width]);
        using var run = new RunOptions();
        using var answers = session.Run(run, session.InputNames, [image], session.OutputNames);
        return answers[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static InferenceSession Load(byte[] graph)
    {
        using var options = new CpuProvider().CreateOptions(SessionUse.Calibration);
        return new InferenceSession(graph, options);
    }
}
