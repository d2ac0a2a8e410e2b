using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Tests.Models;

/// <summary>Small networks of the Compact family from random weights.</summary>
internal static class CompactNetworks
{
    private const int Features = 6;

    /// <returns>One that keeps the size of images and changes every pixel.</returns>
    public static Network Restorer(int seed, string name = "restorer") => KnownArchitectures.Build(new Checkpoint(Weights(seed)), new ModelSource(name, $"{seed:x64}"));

    private static OrderedDictionary<string, Tensor> Weights(int seed)
    {
        var random = new Random(seed);
        var tensors = new OrderedDictionary<string, Tensor>();
        Add("body.0.weight", Features, 3, 3, 3);
        Add("body.0.bias", Features);
        Add("body.1.weight", Features);
        Add("body.2.weight", Features, Features, 3, 3);
        Add("body.2.bias", Features);
        Add("body.3.weight", Features);
        Add("body.4.weight", 3, Features, 3, 3);
        Add("body.4.bias", 3);
        return tensors;

        void Add(string key, params int[] shape) =>
            tensors.Add(key, new(shape, [.. Enumerable.Range(0, shape.Aggregate((a, b) => a * b)).Select(_ => (float)(0.5 * (random.NextDouble() - 0.5)))]));
    }
}
