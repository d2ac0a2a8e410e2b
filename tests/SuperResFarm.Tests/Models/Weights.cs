using SuperResFarm.Models.Checkpoints;

namespace SuperResFarm.Tests.Models;

/// <summary>Checkpoints made for a test: known in every number, or real ones.</summary>
internal static class Weights
{
    public static Tensor Zeros(params int[] shape) => new(shape, new float[shape.Aggregate(1, (count, length) => count * length)]);

    /// <summary>Small numbers of both signs.</summary>
    public static Tensor Random(int seed, params int[] shape)
    {
        var random = new Random(seed);
        return new(shape, [.. Zeros(shape).Values.ToArray().Select(_ => (float)(random.NextDouble() - 0.5) / 4)]);
    }

    /// <summary>A convolution that hands the first channels on as they are.</summary>
    public static Tensor Identity(int to, int from, int kernel)
    {
        var values = new float[to * from * kernel * kernel];
        for (var channel = 0; channel < Math.Min(to, from); channel++)
            values[(((channel * from) + channel) * kernel * kernel) + (kernel * kernel / 2)] = 1;
        return new([to, from, kernel, kernel], values);
    }

    /// <returns>A checkpoint of the test data.</returns>
    public static Checkpoint Read(string file) => CheckpointFile.Read(TestData.PathOf(file));
}
