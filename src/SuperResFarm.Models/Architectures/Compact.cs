using System.Globalization;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.GraphFacts;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Models.Architectures;

/// <summary>
/// SRVGGNetCompact (Real-ESRGAN, 2021): 3x3 convolutions at the input's resolution with PReLU between them, pixel shuffle at
/// the end, plus the input enlarged by repetition. Keys: <c>body.0</c> first convolution, odd numbers PReLU, even numbers convolutions.
/// ReLU and leaky ReLU in the place of PReLU have no weights: <see cref="ModelHints.Activation"/> tells which of them it is.
/// </summary>
internal sealed class Compact : IArchitecture
{
    private const int LargestScale = 8;
    private const float NegativeSlope = 0.1f;   // of the authors' leaky ReLU

    public string Name => "Compact";

    public bool Matches(Checkpoint checkpoint) =>
        checkpoint.Find("body.0.weight")?.Rank == 4 && checkpoint.Keys.All(key => IndexOf(key) is not null);

    public Network Build(Checkpoint checkpoint, ModelSource source)
    {
        var activation = ActivationOf(checkpoint, source.Hints.Activation);
        var (features, channels, last, scale) = ReadSizes(checkpoint);
        var layers = new Layers(checkpoint, Name);
        var input = layers.Image(channels);
        var value = input;
        for (var i = 0; i < last; i += 2)
        {
            var convolved = layers.Conv(value, $"body.{i}", i == 0 ? channels : features, features);
            value = activation switch
            {
                "relu" => layers.Graph.Node("Relu", [convolved]),
                "leakyrelu" => layers.LeakyRelu(convolved, NegativeSlope),
                _ => Prelu(layers, i + 1, features, convolved),
            };
        }
        value = layers.Conv(value, $"body.{last}", features, channels * scale * scale);
        value = layers.Graph.PixelShuffle(layers.Add(value, Repeated(layers.Graph, input, channels, scale)), scale);
        var model = layers.End(value, channels);
        return new(source.Card(Name, scale, channels, ReceptiveField.RadiusOf(model.Graph)), model);
    }

    private static string ActivationOf(Checkpoint checkpoint, string? told) => (checkpoint.Keys.Any(key => IndexOf(key) % 2 == 1), told) switch
    {
        (true, null) => "prelu",
        (false, "relu" or "leakyrelu") => told,
        (true, _) => throw ModelRefusal.Because(
            $"The Compact model has PReLU slopes, so its activation cannot be '{told}'; import it without '--activation'."),
        (false, null) => throw ModelRefusal.Because(
            "The Compact model has no PReLU slopes ('body.1.weight'), and its activation is not in the file; tell it at the import: "
            + "'superres models import FILE --activation relu|leakyrelu'."),
        _ => throw ModelRefusal.Because($"The activation '{told}' is unknown; a Compact model without slopes has 'relu' or 'leakyrelu'."),
    };

    private static (int Features, int Channels, int Last, int Scale) ReadSizes(Checkpoint checkpoint)
    {
        var first = checkpoint.Require("body.0.weight").Shape;
        var (features, channels) = (first[0], first[1]);
        var last = checkpoint.Keys.Max(IndexOf) ?? 0;
        if (last % 2 != 0)
            throw ModelRefusal.Because($"The Compact model lacks its last convolution ('body.{last + 1}.weight'); the file is incomplete.");
        if (checkpoint.Keys.FirstOrDefault(key => IndexOf(key) % 2 == 1 && key.EndsWith(".bias", StringComparison.Ordinal)) is { } extra)
            throw ModelRefusal.Because($"The Compact model has the key '{extra}', which the architecture has no place for.");
        var shuffled = checkpoint.Require($"body.{last}.bias").Values.Length;
        var scale = (int)Math.Sqrt(shuffled / Math.Max(channels, 1));
        return channels is 1 or 3 && features > 0 && scale is >= 1 and <= LargestScale && channels * scale * scale == shuffled
            ? (features, channels, last, scale)
            : throw ModelRefusal.Because(
                $"The Compact model takes {channels} channels and returns {shuffled} in 'body.{last}.bias'; needed are 1 or 3, times the "
                + $"square of a scale of 1 to {LargestScale}.");
    }

    private static string Prelu(Layers layers, int index, int features, string value) => layers.Graph.Node("PRelu",
    [
        value,
        layers.Graph.Floats($"body_{index}_slope", [features, 1, 1], layers.Read($"body.{index}.weight", features).Values),
    ]);

    // Repeating each channel scale * scale times before the shuffle is repeating each pixel after it. As a convolution of ones and
    // zeros it is exact, runs at the small resolution, and the runtime joins it to the last convolution.
    private static string Repeated(GraphBuilder graph, string input, int channels, int scale)
    {
        var copies = channels * scale * scale;
        var picks = new float[copies * channels];
        for (var copy = 0; copy < copies; copy++)
            picks[(copy * channels) + (copy / (scale * scale))] = 1;
        return graph.Conv(input, graph.Floats("repeat", [copies, channels, 1, 1], picks));
    }

    /// <returns>N of <c>body.N.weight</c> and <c>body.N.bias</c>, or null for any other key.</returns>
    private static int? IndexOf(string key) =>
        key.Split('.') is ["body", var number, "weight" or "bias"]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : null;
}
