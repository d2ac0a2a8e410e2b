using SuperResFarm.Models;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;
using SuperResFarm.Training.Checkpoints;
using SuperResFarm.Training.Running;

namespace SuperResFarm.Training.Exporting;

/// <summary>Writes what a run has learnt for others to use.</summary>
internal static class ModelExport
{
    /// <summary>Name of the weights in the folder of a run.</summary>
    public const string WeightsFile = "model.pth";

    private const string HalfExtension = FileCard.HalfMark + ".onnx";
    private const string Wrapper = "params_ema";   // as the authors of the architecture call averaged weights

    /// <summary>Writes the averaged weights as a PyTorch checkpoint.</summary>
    /// <param name="state">Of the run.</param>
    /// <param name="path">Is replaced where it exists.</param>
    public static void Weights(TrainingState state, string path) =>
        PthFile.Write(path, Wrapper, [.. state.Average.Values.Select(entry => Arrays.Of(entry.Key, entry.Value))]);

    /// <summary>Writes weights, graph and card of a run that has at least one checkpoint: <c>NAME.pth</c>, <c>NAME.onnx</c>, <c>NAME-fp16.onnx</c> and <c>NAME.json</c>.</summary>
    /// <param name="settings">Of the run.</param>
    /// <param name="state">Of the run.</param>
    /// <param name="order">What the model is called, and where it goes; the folder exists.</param>
    /// <returns>The network, read back from the weights that were written.</returns>
    public static Network All(RunSettings settings, TrainingState state, ExportOrder order)
    {
        var weights = order.File(".pth");
        Weights(state, weights);
        // Real degradations teach a network to tell texture from damage, which is guessing, and losses of looks to invent; pixels of others may be trusted.
        var fidelity = settings is { Degradation: Degradation.DegradationKind.Bicubic, Perceptual: 0, Adversarial: 0 } ? Fidelity.Psnr : Fidelity.Perceptual;
        var network = ModelFile.Read(weights, CheckpointLimits.Default, sha256 => new ModelSource(order.Name, sha256, fidelity, order.Licence));
        network.Save(order.File(".onnx"), order.Samples);
        var (half, obstacle) = network.ToHalf();
        (half ?? throw new InvalidOperationException($"The network has no 16-bit form: {obstacle}.")).Save(order.File(HalfExtension), order.Samples);
        TrainedCard.Write(order.File(".json"), network.Card, settings, state.Step, [weights, order.File(".onnx"), order.File(HalfExtension)]);
        return network;
    }
}
