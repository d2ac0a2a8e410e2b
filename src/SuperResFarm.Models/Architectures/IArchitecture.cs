using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Models.Architectures;

/// <summary>A family of networks that share one definition; hyper-parameters are read off the weights.</summary>
public interface IArchitecture
{
    /// <summary>Name of the family, as on model cards.</summary>
    string Name { get; }

    /// <returns>Whether the keys are those of this family; weights may still be missing or misshapen.</returns>
    bool Matches(Checkpoint checkpoint);

    /// <summary>Builds the network.</summary>
    /// <exception cref="Contracts.Failures.FarmException">A key is missing, superfluous or misshapen; the message names it.</exception>
    Network Build(Checkpoint checkpoint, ModelSource source);
}
