using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Training.Checkpoints;
using SuperResFarm.Training.Learning;
using SuperResFarm.Training.Networks;
using TorchSharp;

namespace SuperResFarm.Training.Running;

/// <summary>Everything that changes while a run goes on: weights, their average, Adam's means, the critic if there is one, and how many steps are done.</summary>
internal sealed class TrainingState : IDisposable
{
    /// <summary>Name of the checkpoint in the folder of a run.</summary>
    public const string FileName = "state.pth";

    private const string StepKey = "step";

    private readonly (string Prefix, IReadOnlyDictionary<string, torch.Tensor> Tensors)[] _parts;

    /// <param name="network">Its weights are those of the state; disposed with it.</param>
    /// <param name="decay">Of the average.</param>
    /// <param name="opponent">Learns beside it; null when nobody judges. Disposed with the state.</param>
    public TrainingState(CompactNetwork network, double decay, AdversarialLoss? opponent = null)
    {
        (Network, Optimizer, Average, Opponent) = (network, new(network.Weights), new(network.Weights, decay), opponent);
        _parts = [("now.", network.Weights), ("average.", Average.Values), ("means.", Optimizer.Means), ("squares.", Optimizer.Squares)];
        if (opponent is { Critic: var critic, Optimizer: var adam })
            _parts = [.. _parts, ("critic.", critic.Weights), ("critic.looks.", critic.Directions), ("critic.means.", adam.Means), ("critic.squares.", adam.Squares)];
    }

    public CompactNetwork Network { get; }

    public Adam Optimizer { get; }

    public Average Average { get; }

    /// <summary>Judges the network's results, and learns too; null when nobody does.</summary>
    public AdversarialLoss? Opponent { get; }

    /// <summary>Steps done.</summary>
    public int Step { get; set; }

    /// <summary>Writes all of it; the file is whole or the one before.</summary>
    public void Save(string path) => PthFile.Write(path, null,
    [
        new(StepKey, [], [Step]),
        .. from part in _parts
           from entry in part.Tensors
           select Arrays.Of(part.Prefix + entry.Key, entry.Value),
    ]);

    /// <summary>Takes on what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FarmException">ModelInvalid: the file is damaged or of another network.</exception>
    public void Load(string path)
    {
        var saved = CheckpointFile.Read(path);
        foreach (var (prefix, tensors) in _parts)
            Arrays.CopyInto(tensors, key => saved.Require(prefix + key, Arrays.ShapeOf(tensors[key])));
        Step = (int)(saved.Find(StepKey) ?? throw FarmException.Rejected(
            FailureCode.ModelInvalid, $"'{path}' is no state of a training run; resume with the folder of one.")).Values[0];
    }

    public void Dispose()
    {
        Opponent?.Dispose();
        Average.Dispose();
        Optimizer.Dispose();
        Network.Dispose();
    }
}
