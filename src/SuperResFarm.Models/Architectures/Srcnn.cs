using System.Text.RegularExpressions;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Models.Architectures;

/// <summary>
/// SRCNN (Dong et al., 2014): three convolutions with zero padding, ReLU after the first two, on an image that was enlarged by the
/// bicubic formula before. Three channels are RGB, one is luma.
/// </summary>
internal sealed partial class Srcnn : IArchitecture
{
    private const string Formula = "bicubic";

    // MATLAB's rgb2ycbcr for 0 to 1: luma runs from 16 to 235 of 255, so a step of it is 219 / 255 of a step of gray.
    private const float Black = 16f / 255;
    private const float StepOfGray = 255f / 219;
    private static readonly float[] _lumaOfRgb = [65.481f / 255, 128.553f / 255, 24.966f / 255];

    // As published by the authors of PyTorch versions; the last one by OpenMMLab.
    private static readonly string[][] _layouts =
    [
        ["conv1", "conv2", "conv3"],
        ["features.0", "map.0", "reconstruction"],
        ["generator.conv1", "generator.conv2", "generator.conv3"],
    ];

    public string Name => "SRCNN";

    public bool Matches(Checkpoint checkpoint) => LayoutOf(checkpoint) is not null;

    public Network Build(Checkpoint checkpoint, ModelSource source)
    {
        var layout = LayoutOf(checkpoint) ?? throw ModelRefusal.Because("The checkpoint holds no SRCNN.");
        var sizes = SrcnnSizes.Of(checkpoint, layout);
        var scale = ScaleOf(source);

        var bare = new Layers(checkpoint, Name);
        var bareModel = bare.End(Convolved(bare, bare.Image(sizes.Channels), layout, sizes), sizes.Channels);
        var image = new Layers(checkpoint, Name);
        var enlarged = Resampling.Enlarged(image.Graph, image.Image(channels: 3), Formula, scale);
        var model = image.End(sizes.Channels == 3 ? Convolved(image, enlarged, layout, sizes) : WithLuma(image, enlarged, layout, sizes), channels: 3);

        // By construction, as the enlargement cannot be walked. Nothing but the smallest error can be the aim of so small a network.
        var radius = Resampling.RadiusOf(Formula) + ((sizes.Radius + scale - 1) / scale);
        return new(source.Card(Name, scale, channels: 3, radius) with { Fidelity = Fidelity.Psnr }, model, bare: bareModel);
    }

    private static string[]? LayoutOf(Checkpoint checkpoint) => _layouts.FirstOrDefault(layout =>
        checkpoint.Find(layout[0] + ".weight")?.Rank == 4
        && checkpoint.Keys.All(key => layout.Any(part => key == part + ".weight" || key == part + ".bias")));

    private static int ScaleOf(ModelSource source)
    {
        if (source.Hints.Scale is { } told)
            return told is >= 1 and <= Resampling.LargestScale
                ? told
                : throw ModelRefusal.Because($"An SRCNN model cannot enlarge by {told}; give a scale of 1 to {Resampling.LargestScale}.");
        var named = ScaleInName().Matches(source.Name).Select(match => match.Groups[1].Value[0] - '0').Distinct().ToArray();
        return named is [var scale] ? scale : throw ModelRefusal.Because(
            $"The scale of an SRCNN model is not in its weights, and its name '{source.Name}' {(named.Length == 0 ? "states none" : "states several")}"
            + "; tell it at the import: 'superres models import FILE --scale N'.");
    }

    private static string Convolved(Layers layers, string value, string[] layout, SrcnnSizes sizes)
    {
        value = layers.Graph.Node("Relu", [layers.Conv(value, layout[0], sizes.Channels, sizes.Features, sizes.Kernels[0])]);
        value = layers.Graph.Node("Relu", [layers.Conv(value, layout[1], sizes.Features, sizes.Mapped, sizes.Kernels[1])]);
        return layers.Conv(value, layout[2], sizes.Mapped, sizes.Channels, sizes.Kernels[2]);
    }

    // A new luma with the old chroma adds the same to red, green and blue.
    private static string WithLuma(Layers layers, string rgb, string[] layout, SrcnnSizes sizes)
    {
        var graph = layers.Graph;
        var luma = graph.Conv(rgb, graph.Floats("luma", [1, 3, 1, 1], _lumaOfRgb), graph.Floats("black", [1], [Black]));
        var change = graph.Node("Sub", [Convolved(layers, luma, layout, sizes), luma]);
        return layers.Add(rgb, layers.Scale(change, StepOfGray));
    }

    /// <summary><c>x2</c>, <c>x3</c> or <c>x4</c> after no letter or digit and before no digit, as in <c>srcnn_x4k915_1x16</c>.</summary>
    [GeneratedRegex("(?<![A-Za-z0-9])[xX]([234])(?![0-9])")]
    private static partial Regex ScaleInName();
}
