using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Pickles;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>Finds the weights inside what was saved: training scripts wrap them and prefix their keys.</summary>
internal static class StateDict
{
    // Averaged weights (ema) come before the plain ones: they are what the authors evaluate.
    private static readonly string[] _wrappers =
        ["model_state_dict", "state_dict", "params_ema", "params-ema", "params", "model", "net"];

    private static readonly string[] _wrappingPrefixes = [.. _wrappers.Select(wrapper => wrapper + '.')];

    private static readonly string[] _prefixes = ["module.", "netG."];

    private const int DeepestWrapping = 4;

    /// <returns>The tensors in file order; what is no tensor is dropped.</returns>
    public static IReadOnlyList<KeyValuePair<string, TensorReference>> Choose(object? saved)
    {
        var dict = saved as PickleDict ?? throw ModelRefusal.Because(
            "The model file holds no state dict but another object; save 'model.state_dict()'.");
        for (var i = 0; i < DeepestWrapping && Unwrap(dict) is { } inner; i++)
            dict = inner;
        List<KeyValuePair<string, TensorReference>> tensors = [];
        foreach (var (key, value) in dict.Items)
            if (value is TensorReference tensor)
                tensors.Add(new(key, tensor));
        return Choose(tensors);
    }

    /// <summary>The same where the file has no dictionaries: wrappers are then the first part of each key.</summary>
    /// <param name="tensors">All of the file, in its order.</param>
    public static IReadOnlyList<KeyValuePair<string, TensorReference>> Choose(
        IReadOnlyList<KeyValuePair<string, TensorReference>> tensors)
    {
        if (tensors.Count == 0)
            throw ModelRefusal.Because("The model file holds no weights; save 'model.state_dict()'.");
        foreach (var (key, _) in tensors)
            if (!PlainText.Is(key))
                throw Odd(key);
        for (var i = 0; i < DeepestWrapping && Unwrap(tensors) is { } inner; i++)
            tensors = inner;
        return _prefixes.Aggregate(tensors, (kept, prefix) => kept.All(tensor => Starts(tensor, prefix)) ? Within(kept, prefix) : kept);
    }

    private static FarmException Odd(string key) => ModelRefusal.Because(
        $"The model file names a tensor '{PlainText.Show(key)}', which is too long or not plain text; it is damaged or malicious.");

    private static PickleDict? Unwrap(PickleDict dict) =>
        _wrappers.Select(dict.Find).OfType<PickleDict>().FirstOrDefault()
        ?? (dict.Count == 1 ? dict.Items.First().Value as PickleDict : null);

    // Every key must have a wrapper's name in front, and what follows must be a name: 'model.0.weight' is a layer of the network.
    private static List<KeyValuePair<string, TensorReference>>? Unwrap(IReadOnlyList<KeyValuePair<string, TensorReference>> tensors)
    {
        var found = new HashSet<string>();
        foreach (var tensor in tensors)
        {
            var wrapper = _wrappingPrefixes.FirstOrDefault(prefix => Starts(tensor, prefix));
            if (wrapper is null || char.IsAsciiDigit(tensor.Key.ElementAtOrDefault(wrapper.Length)))
                return null;
            found.Add(wrapper);
        }
        return Within(tensors, _wrappingPrefixes.First(found.Contains));
    }

    private static List<KeyValuePair<string, TensorReference>> Within(
        IReadOnlyList<KeyValuePair<string, TensorReference>> tensors, string prefix) =>
    [
        .. tensors.Where(tensor => Starts(tensor, prefix))
            .Select(tensor => KeyValuePair.Create(tensor.Key[prefix.Length..], tensor.Value)),
    ];

    private static bool Starts(KeyValuePair<string, TensorReference> tensor, string prefix) =>
        tensor.Key.StartsWith(prefix, StringComparison.Ordinal);
}
