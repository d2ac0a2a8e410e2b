using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Models.Faces;

/// <summary>
/// RetinaFace (Deng et al., 2019) on MobileNet or ResNet: finds faces in images of any size. The bare network takes blue, green and
/// red of 0 to 255 less (104, 117, 123) and returns three tables with a row for each anchor, in the order level (stride 8, 16, 32),
/// row, column, size: <c>bbox</c> (n, anchors, 4), <c>conf</c> (n, anchors, 2: background, face; sum 1) and <c>landmarks</c>
/// (n, anchors, 10). The levels have the size of the image divided by their stride, rounded up, with two anchors at each place.
/// </summary>
internal sealed class RetinaFace : IArchitecture
{
    public string Name => "RetinaFace";

    public bool Matches(Checkpoint checkpoint) => checkpoint.Keys.Any(key => key.StartsWith("fpn.output1.", StringComparison.Ordinal))
        && checkpoint.Keys.Any(key => key.StartsWith("ClassHead.", StringComparison.Ordinal));

    public Network Build(Checkpoint checkpoint, ModelSource source)
    {
        var bare = new RetinaFaceGraph(new Layers(checkpoint, Name)).Build();
        // It makes no pixels, so it can invent none.
        var card = source.Card(Name, scale: 1, channels: 3, radius: null) with { Task = ModelTask.DetectFaces, Fidelity = Fidelity.Classical };
        return new(card, ImageForm.CentredBgr(bare), bare: bare);
    }
}
