using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Pickles;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>Finds the weights inside what was saved: training scripts wrap them and prefix their keys.</summary>
internal static class StateDict
{
    // Averaged weights (ema) come before the plain ones: they are what the authors evaluate.
    private static readonly string[] _wrappers =
        ["model_state_dict", "state_dict", "params_ema", "params-ema", "params", "model", "net"];

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
                tensors.Add(new(PlainText.Is(key) ? key : throw Odd(key), tensor));
        if (tensors.Count == 0)
            throw ModelRefusal.Because("The model file holds no weights; save 'model.state_dict()'.");
        return _prefixes.Aggregate(tensors, WithoutPrefix);
    }

    private static FarmException Odd(string key) => ModelRefusal.Because(
        $"The model file names a tensor '{PlainText.Show(key)}', which is too long or not plain text; it is damaged or malicious.");

    private static PickleDict? Unwrap(PickleDict dict) =>
        _wrappers.Select(dict.Find).OfType<PickleDict>().FirstOrDefault()
        ?? (dict.Count == 1 ? dict.Items.First().Value as PickleDict : null);

    private static List<KeyValuePair<string, TensorReference>> WithoutPrefix(
        List<KeyValuePair<string, TensorReference>> tensors, string prefix) =>
        tensors.All(tensor => tensor.Key.StartsWith(prefix, StringComparison.Ordinal))
            ? [.. tensors.Select(tensor => KeyValuePair.Create(tensor.Key[prefix.Length..], tensor.Value))]
            : tensors;
}
