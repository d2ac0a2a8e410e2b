using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.GraphFacts;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Models.Faces;

/// <summary>
/// GFPGAN v1 in its clean form (Wang et al., 2021; the definition of v1.2 to v1.4): a U-Net reads the face, a StyleGAN2 generator
/// draws it anew under its guidance. The noise is the one stored with the weights, so that equal faces give equal results.
/// </summary>
internal sealed class Gfpgan : IArchitecture
{
    private const int Channels = 3;
    private const int MostLevels = 9;   // faces of 2048 pixels; the official ones have 7 levels, 512 pixels

    public string Name => "GFPGAN";

    public bool Matches(Checkpoint checkpoint) =>
        checkpoint.Find("toRGB.0.weight") is not null && checkpoint.Find("stylegan_decoder.style_mlp.1.weight") is not null;

    public Network Build(Checkpoint checkpoint, ModelSource source)
    {
        if (checkpoint.Find("conv_body_first.0.weight") is not null)
            throw ModelRefusal.Because(
                "The GFPGAN model is of the first form (v1.0), which needs operations of its own; use the clean form (v1.2 to v1.4).");
        var levels = Enumerable.Range(0, MostLevels + 1)
            .TakeWhile(level => checkpoint.Find($"conv_body_down.{level}.conv1.weight") is not null).Count();
        if (levels is 0 or > MostLevels)
            throw ModelRefusal.Because($"The GFPGAN model needs 1 to {MostLevels} levels 'conv_body_down.N', numbered from 0; it has none or more.");

        var bare = new GfpganGraph(checkpoint, levels, StyleFeatures(checkpoint, levels)).Build();
        ActivationMemory.State(bare, BytesPerPixel(checkpoint, levels - 1));
        var size = GfpganDecoder.SizeAt(levels);
        var card = source.Card(Name, scale: 1, Channels, radius: null) with
        {
            Task = ModelTask.RestoreFace,
            Fidelity = Fidelity.Face,
            FixedSize = new(size, size),
        };
        return new(card, ImageForm.Signed(bare), bare: bare);
    }

    // At the last level, where features reach the size of the face: those that were doubled, what the convolution makes of them, and the two that guide them.
    private static double BytesPerPixel(Checkpoint checkpoint, int last)
    {
        var kernels = checkpoint.Require($"stylegan_decoder.style_convs.{2 * last}.modulated_conv.weight").Shape;
        var guide = checkpoint.Require($"condition_scale.{last}.2.bias").Shape[0];
        return (kernels[1] + kernels[2] + (2.0 * guide)) * sizeof(float);
    }

    private static int StyleFeatures(Checkpoint checkpoint, int levels)
    {
        var features = checkpoint.Require("stylegan_decoder.style_mlp.1.bias").Values.Length;
        var rows = checkpoint.Require("final_linear.bias").Values.Length;
        var latents = GfpganGraph.LatentsOf(levels);
        // With one latent for all layers the file does not tell whether the mapping network comes before it; no published model has that.
        return features > 0 && rows == latents * features
            ? features
            : throw ModelRefusal.Because(
                $"The GFPGAN model's 'final_linear.bias' has {rows} values; needed are {latents} latents, one for each layer, of {features} "
                + "style features. Use one of the published forms (v1.2 to v1.4).");
    }
}
