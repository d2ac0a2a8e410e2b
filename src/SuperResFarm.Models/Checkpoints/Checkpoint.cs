namespace SuperResFarm.Models.Checkpoints;

/// <summary>The weights of one network: tensors by key, in file order, wrapper keys and prefixes already removed.</summary>
public sealed class Checkpoint
{
    private readonly OrderedDictionary<string, Tensor> _tensors;

    internal Checkpoint(OrderedDictionary<string, Tensor> tensors) => _tensors = tensors;

    /// <summary>Keys in file order.</summary>
    public IReadOnlyList<string> Keys => _tensors.Keys;

    /// <returns>The tensor, or null when there is none of that key.</returns>
    public Tensor? Find(string key) => _tensors.GetValueOrDefault(key);

    /// <returns>The tensor under <paramref name="key"/>, of any shape, free of NaN and infinity.</returns>
    /// <exception cref="Contracts.Failures.FarmException">The key is missing or holds a value that is not finite.</exception>
    public Tensor Require(string key)
    {
        var tensor = Find(key) ?? throw ModelRefusal.Because(
            $"The model lacks the key '{key}'; the file is incomplete or of another architecture.");
        foreach (var value in tensor.Values)
            if (!float.IsFinite(value))
                throw ModelRefusal.Because($"The model holds NaN or infinity under '{key}'; its training failed, use another file.");
        return tensor;
    }

    /// <returns>The tensor under <paramref name="key"/>, which has exactly <paramref name="shape"/>.</returns>
    /// <exception cref="Contracts.Failures.FarmException">As above, or the shape differs; the message names key and both
    /// shapes.</exception>
    public Tensor Require(string key, params ReadOnlySpan<int> shape)
    {
        var tensor = Require(key);
        return tensor.Shape.SequenceEqual(shape)
            ? tensor
            : throw ModelRefusal.Because(
                $"The model's key '{key}' has the shape {tensor}, expected {Tensor.Describe(shape)}; the file is damaged or of another "
                + "architecture.");
    }
}
