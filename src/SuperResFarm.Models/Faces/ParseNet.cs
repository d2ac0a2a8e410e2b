using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.GraphFacts;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Models.Faces;

/// <summary>
/// ParseNet, the face parser of PSFRGAN (Chen et al., 2021): residual blocks that step down, stay and step up again. The bare network
/// takes RGB of -1 to 1 and returns <c>mask</c> (n, classes, h, w), whose largest class is the label, and <c>img</c> (n, 3, h, w).
/// </summary>
internal sealed class ParseNet : IArchitecture
{
    public string Name => "ParseNet";

    public bool Matches(Checkpoint checkpoint) => checkpoint.Keys.Any(key => key.StartsWith("out_mask_conv.conv2d.", StringComparison.Ordinal))
        && checkpoint.Keys.Any(key => key.StartsWith("encoder.0.conv2d.", StringComparison.Ordinal));

    public Network Build(Checkpoint checkpoint, ModelSource source)
    {
        var graph = new ParseNetGraph(new Layers(checkpoint, Name));
        var (labels, bare) = graph.Build();
        var card = source.Card(Name, graph.Scale, channels: 3, ReceptiveField.RadiusOf(labels.Graph)) with
        {
            Task = ModelTask.ParseFaces,
            SizeMultiple = graph.SizeMultiple,
            // It makes no pixels that are shown, so it can invent none.
            Fidelity = Fidelity.Classical,
        };
        return new(card, ImageForm.SignedInput(labels), bare: bare);
    }
}
