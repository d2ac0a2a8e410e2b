using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.GraphFacts;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Models.Architectures;

/// <summary>
/// The generator of ESRGAN and Real-ESRGAN (RRDBNet): blocks of three dense blocks each at one resolution, then doublings by
/// repetition and convolution. For scales below 4 the input may first be folded into channels (pixel unshuffle).
/// </summary>
internal sealed class Esrgan : IArchitecture
{
    public string Name => "ESRGAN";

    public bool Matches(Checkpoint checkpoint) => EsrganKeys.Of(checkpoint) is not null;

    public Network Build(Checkpoint checkpoint, ModelSource source)
    {
        var keys = EsrganKeys.Of(checkpoint) ?? throw ModelRefusal.Because("The checkpoint holds no ESRGAN generator.");
        var channels = checkpoint.Require(keys.Last[1] + ".bias").Values.Length;
        var first = checkpoint.Require(keys.First + ".weight");
        var fold = (int)Math.Sqrt(first.Rank == 4 ? first.Shape[1] / Math.Max(channels, 1) : 0);
        if (channels is not (1 or 3) || fold is not (1 or 2 or 4) || first.Shape[1] != channels * fold * fold || (1 << keys.Ups.Count) % fold != 0)
            throw ModelRefusal.Because($"The ESRGAN model's '{keys.First}.weight' has the shape {first}, which fits no scale with {channels} channels out.");

        var model = new EsrganGraph(checkpoint, keys, features: first.Shape[0], channels, fold).Build();
        var card = source.Card(Name, (1 << keys.Ups.Count) / fold, channels, ReceptiveField.RadiusOf(model.Graph));
        return new(card with { SizeMultiple = fold }, model);
    }
}
