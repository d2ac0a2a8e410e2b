using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.GraphFacts;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Models.Architectures;

/// <summary>
/// SwinIR (Liang et al., 2021): attention within windows of an image at one resolution, then an enlargement, or an image to be added to
/// the input. Inputs of any size are padded to whole windows within the network.
/// </summary>
internal sealed class SwinIr : IArchitecture
{
    public string Name => SwinIrShape.Family;

    public bool Matches(Checkpoint checkpoint) =>
        checkpoint.Find("conv_first.weight") is not null && checkpoint.Find(SwinIrShape.Block(0, 0) + ".norm1.weight") is not null
        && checkpoint.Find(SwinIrShape.Block(0, 0) + ".attn.relative_position_bias_table") is not null;

    public Network Build(Checkpoint checkpoint, ModelSource source)
    {
        var shape = SwinIrShape.Of(checkpoint);
        var needs = new SwinIrNeeds(shape, threeConvolutions: checkpoint.Find("conv_after_body.0.weight") is not null);
        var model = new SwinIrGraph(checkpoint, shape).Build();
        ActivationMemory.State(model, needs.BytesPerPixel);
        return new(source.Card(Name, shape.Scale, shape.Channels, needs.Radius) with { SizeMultiple = shape.Window }, model);
    }
}
