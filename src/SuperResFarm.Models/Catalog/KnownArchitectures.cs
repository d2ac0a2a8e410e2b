using SuperResFarm.Models.Architectures;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Faces;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Models.Catalog;

/// <summary>The architectures that checkpoints are recognised as; the first that matches wins.</summary>
public static class KnownArchitectures
{
    private const int KeysShown = 5;

    /// <summary>All of them, in the order in which they are tried.</summary>
    public static IReadOnlyList<IArchitecture> InOrder { get; } =
    [
        new Compact(),
        new Esrgan(),
        new Gfpgan(),
        new RestoreFormer(),
        new Srcnn(),
        new SwinIr(),
        new RetinaFace(),
        new ParseNet(),
    ];

    /// <summary>Builds the network that <paramref name="checkpoint"/> holds the weights of.</summary>
    /// <exception cref="Contracts.Failures.FarmException">No architecture matches, or the weights do not fit the one that does.</exception>
    public static Network Build(Checkpoint checkpoint, ModelSource source) =>
        InOrder.FirstOrDefault(architecture => architecture.Matches(checkpoint))?.Build(checkpoint, source)
        ?? throw ModelRefusal.Because(
            $"The weights are of no known architecture ({string.Join(", ", InOrder.Select(known => known.Name))}); their keys begin with "
            + $"{string.Join(", ", checkpoint.Keys.Take(KeysShown).Select(key => $"'{key}'"))}.");
}
