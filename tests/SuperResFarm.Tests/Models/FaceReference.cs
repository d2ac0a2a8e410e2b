using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Tests.Models;

/// <summary>What every network that restores faces must do, checked on one of the reference checkpoints.</summary>
internal static class FaceReference
{
    public const double Tolerance = 1e-4;

    public static Checkpoint Read(string name) => CheckpointFile.Read(TestData.PathOf($"parity/{name}.pth"));

    public static Network Build(Checkpoint checkpoint, int? heads = null) =>
        KnownArchitectures.Build(checkpoint, new("face", "00", Fidelity.Psnr) { Hints = new() { AttentionHeads = heads } });

    /// <returns>Largest difference from what PyTorch returned.</returns>
    public static double Difference(Network network, string name)
    {
        var (input, shape) = NpyFile.Read(TestData.PathOf($"parity/{name}.in.npy"));
        var (expected, expectedShape) = NpyFile.Read(TestData.PathOf($"parity/{name}.out.npy"));
        var (actual, actualShape) = OnnxRun.Once<float, float>(network.ToBareOnnx(), input, shape);
        Assert.Equal(expectedShape, actualShape);
        return SyntheticImage.LargestDifference(expected, actual);
    }

    /// <summary>Two faces that nobody would mistake for each other, alone and together.</summary>
    /// <returns>Largest difference.</returns>
    public static double DifferenceInBatch(Network network, int size)
    {
        float[] one = Signed(SyntheticImage.Planar(3, size, size)), other = Signed(SyntheticImage.Planar(3, size, size, seed: 2));
        Array.Reverse(other);
        using var run = new OnnxRun(network.ToBareOnnx());
        float[] alone = [.. run.Run<float, float>(one, 1, 3, size, size).Values, .. run.Run<float, float>(other, 1, 3, size, size).Values];
        var (together, shape) = run.Run<float, float>([.. one, .. other], 2, 3, size, size);
        Assert.Equal([2L, 3, size, size], shape);
        Assert.True(SyntheticImage.LargestDifference(together[..one.Length], together[one.Length..]) > 0.01);
        return SyntheticImage.LargestDifference(alone, together);
    }

    /// <summary>The form for images gives what the network itself gives, brought to bytes.</summary>
    public static void AssertBytesAgree(Network network, int size)
    {
        var pixels = size * size;
        var bytes = SyntheticImage.Bytes(size, size);
        var planar = Enumerable.Range(0, bytes.Length).Select(i => ((bytes[(i % pixels * 3) + (i / pixels)] / 255f) - 0.5f) / 0.5f).ToArray();
        var floats = OnnxRun.Once<float, float>(network.ToBareOnnx(), planar, 1, 3, size, size).Values;
        var (actual, shape) = OnnxRun.Once<byte, byte>(network.ToOnnx(SampleType.UInt8), bytes, 1, size, size, 3);
        Assert.Equal([1L, size, size, 3], shape);
        Assert.True(actual.Distinct().Count() > 50);
        for (var i = 0; i < actual.Length; i++)
            Assert.InRange(Math.Abs((Math.Clamp((floats[(i % 3 * pixels) + (i / 3)] / 2) + 0.5, 0, 1) * 255) - actual[i]), 0, 0.51);
    }

    /// <summary>Read again and run again, the weights give the same file, and the same image the same face, to the last bit.</summary>
    public static void AssertRepeatable(Func<Network> read, int size)
    {
        byte[] model = read().ToBareOnnx(), again = read().ToBareOnnx();
        Assert.True(model.AsSpan().SequenceEqual(again));
        var image = Signed(SyntheticImage.Planar(3, size, size));
        var first = OnnxRun.Once<float, float>(model, image, 1, 3, size, size).Values;
        Assert.Equal(first, OnnxRun.Once<float, float>(again, image, 1, 3, size, size).Values);
    }

    private static float[] Signed(float[] image) => [.. image.Select(value => (2 * value) - 1)];
}
