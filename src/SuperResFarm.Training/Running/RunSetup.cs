using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Training.Checkpoints;
using SuperResFarm.Training.Data;
using SuperResFarm.Training.Networks;
using TorchSharp;

namespace SuperResFarm.Training.Running;

/// <summary>Makes what a run needs out of its settings.</summary>
internal static class RunSetup
{
    private const int CriticFeatures = 64;   // as Real-ESRGAN has

    /// <returns>The pictures to learn from.</returns>
    /// <exception cref="FarmException">A folder or picture cannot be read, or no picture is as large as a patch.</exception>
    public static async Task<IReadOnlyList<PicturePair>> ReadPairsAsync(RunSettings settings, CancellationToken ct)
    {
        var files = settings.Data.SelectMany(ImageFolder.List).ToList();
        var pairs = new PicturePair[files.Count];
        await Parallel.ForAsync(0, files.Count, new ParallelOptions { MaxDegreeOfParallelism = settings.Threads, CancellationToken = ct }, (i, _) =>
        {
            pairs[i] = PicturePair.Bicubic(ImageFolder.Read(files[i]), settings.Scale);
            return ValueTask.CompletedTask;
        });
        var least = PatchSampler.LeastEdge(settings.Patch, settings.Degradation);
        var large = pairs.Where(pair => Math.Min(pair.Low.Size.Width, pair.Low.Size.Height) >= least).ToList();
        return large.Count > 0
            ? large
            : throw FarmException.Rejected(FailureCode.SettingsInvalid,
                $"No picture in {string.Join(", ", settings.Data)} has {least * settings.Scale} pixels on both sides; choose a smaller --patch than {settings.Patch}, or larger pictures.");
    }

    /// <returns>The state before the first step.</returns>
    /// <exception cref="FarmException">The checkpoint to start from is damaged or of another network.</exception>
    public static TrainingState Begin(RunSettings settings, torch.Device device)
    {
        var network = new CompactNetwork(ShapeOf(settings), device);
        if (settings.From is { } from)
        {
            var weights = CheckpointFile.Read(from);
            // A network for another scale differs in its last layer alone; that begins with zeros, which is enlarging by repetition.
            var kept = IsOfOtherScale(weights, network.Shape) ? network.Weights.Where(entry => !entry.Key.StartsWith(network.Shape.LastLayer, StringComparison.Ordinal)) : network.Weights;
            Arrays.CopyInto(kept.ToDictionary(), key => weights.Require(key, Arrays.ShapeOf(network.Weights[key])));
        }
        else
            FirstWeights.Set(network, settings.Seed);
        return State(settings, network, device);
    }

    private static bool IsOfOtherScale(Checkpoint weights, CompactShape shape) =>
        weights.Find($"{shape.LastLayer}weight") is { } last && last.Shape[0] != shape.Last && CompactShape.Scales.Any(scale => last.Shape[0] == (shape with { Scale = scale }).Last);

    /// <returns>A state to be loaded into.</returns>
    public static TrainingState Empty(RunSettings settings, torch.Device device) => State(settings, new CompactNetwork(ShapeOf(settings), device), device);

    private static TrainingState State(RunSettings settings, CompactNetwork network, torch.Device device) =>
        new(network, settings.Ema, settings.Adversarial > 0 ? new(new Critic(CriticFeatures, settings.Seed, device)) : null);

    /// <returns>The sizes that the settings name.</returns>
    /// <exception cref="FarmException">They name none.</exception>
    public static CompactShape ShapeOf(RunSettings settings) => CompactShape.Parse(settings.Model, settings.Scale) ?? throw FarmException.Rejected(
        FailureCode.SettingsInvalid,
        $"'{settings.Model}' is no network; give --model compact:FEATURES,CONVS with {CompactShape.LeastFeatures} to {CompactShape.MostFeatures} features and 1 to {CompactShape.MostConvs} convolutions.");
}
