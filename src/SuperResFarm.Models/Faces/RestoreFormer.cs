using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.GraphFacts;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Models.Faces;

/// <summary>
/// RestoreFormer (Wang et al., 2022): an encoder, the nearest entries of a learned codebook, and a decoder that attends to what the
/// encoder saw. Everything but the number of attention heads is read off the weights.
/// </summary>
internal sealed class RestoreFormer : IArchitecture
{
    private const int Channels = 3;
    private const int MostLevels = 9;   // the official one has 6
    private const int OfficialHeads = 8;

    public string Name => "RestoreFormer";

    public bool Matches(Checkpoint checkpoint) =>
        ((string[])["quantize.embedding.weight", "encoder.conv_in.weight", "quant_conv.weight", "decoder.conv_out.weight"])
        .All(key => checkpoint.Find(key) is not null);

    public Network Build(Checkpoint checkpoint, ModelSource source)
    {
        var levels = Enumerable.Range(0, MostLevels + 1)
            .TakeWhile(level => checkpoint.Find($"encoder.down.{level}.block.0.conv1.weight") is not null).Count();
        if (levels is 0 or > MostLevels)
            throw ModelRefusal.Because($"The RestoreFormer model needs 1 to {MostLevels} levels 'encoder.down.N', numbered from 0; it has none or more.");
        var heads = source.Hints.AttentionHeads ?? OfficialHeads;
        if (heads < 1)
            throw ModelRefusal.Because($"The RestoreFormer model was to have {heads} attention heads; give 1 or more.");

        var bare = new RestoreFormerGraph(checkpoint, levels, heads).Build();
        ActivationMemory.State(bare, BytesPerPixel(checkpoint));
        var card = source.Card(Name, scale: 1, Channels, radius: null) with
        {
            Task = ModelTask.RestoreFace,
            Fidelity = Fidelity.Face,
            SizeMultiple = 1 << (levels - 1),
        };
        return new(card, ImageForm.Signed(bare), bare: bare);
    }

    // What enters the last level, of the face's size: itself, normalised, its activation, and as the kernels lay it out.
    private static double BytesPerPixel(Checkpoint checkpoint) => 4.0 * checkpoint.Require("decoder.up.0.block.0.norm1.weight").Shape[0] * sizeof(float);
}
