using SuperResFarm.Training.Synthesis;
using TorchSharp;

namespace SuperResFarm.Training.Networks;

/// <summary>
/// Weights to start from: those of He et al. (2015) for all but three channels, which carry the picture through to the end, where it becomes the
/// difference between a bicubic enlargement and the network's own by repetition. So training starts at bicubic quality instead of blocks.
/// </summary>
internal static class FirstWeights
{
    private const int Colours = 3;
    private const int Taps = 9;             // of a 3x3 convolution
    private const float Slope = 0.25f;      // of PReLU, as its authors start
    private const float LastShare = 0.1f;   // of the usual height in the last layer: noise would only have to be unlearnt

    /// <summary>Sets all weights of a network.</summary>
    /// <param name="network">Receives them.</param>
    /// <param name="seed">Decides.</param>
    public static void Set(CompactNetwork network, long seed)
    {
        var random = new SynthRandom(seed, -1);
        var shape = network.Shape;
        var last = 2 * shape.Convs + 2;
        for (var i = 0; i <= last; i += 2)
        {
            var (from, to) = (i == 0 ? Colours : shape.Features, i == last ? shape.Last : shape.Features);
            var weights = Random(random, from, to, Taps, Slope, i == last ? LastShare : 1);
            if (i == last)
                Enlarge(weights, from, shape.Scale);
            else
                CarryThrough(weights, from);
            Copy(weights, network.Weights[$"body.{i}.weight"]);
            if (i < last)
                Copy([.. Enumerable.Range(0, to).Select(channel => channel < Colours ? 1 : Slope)], network.Weights[$"body.{i + 1}.weight"]);
        }
    }

    /// <returns>Weights of one convolution, output by output (He et al., 2015).</returns>
    /// <param name="random">Decides.</param>
    /// <param name="from">Channels that it takes.</param>
    /// <param name="to">Channels that it gives.</param>
    /// <param name="taps">Pixels under its kernel.</param>
    /// <param name="slope">Of the leaky ReLU behind it.</param>
    /// <param name="share">Of the usual height.</param>
    public static float[] Random(SynthRandom random, int from, int to, int taps, double slope, double share = 1)
    {
        var deviation = share * Math.Sqrt(2 / ((1 + slope * slope) * taps * from));
        var weights = new float[to * from * taps];
        foreach (ref var weight in weights.AsSpan())
            weight = (float)(deviation * random.Gauss());
        return weights;
    }

    private static void CarryThrough(float[] weights, int from)
    {
        for (var channel = 0; channel < Colours; channel++)
        {
            weights.AsSpan(channel * from * Taps, from * Taps).Clear();
            weights[(channel * from + channel) * Taps + Taps / 2] = 1;
        }
    }

    private static void Enlarge(float[] weights, int from, int scale)
    {
        for (var output = 0; output < Colours * scale * scale; output++)
        {
            var (colour, down, across) = (output / (scale * scale), Bicubic(output / scale % scale, scale), Bicubic(output % scale, scale));
            weights.AsSpan(output * from * Taps, Colours * Taps).Clear();
            for (var tap = 0; tap < Taps; tap++)
                weights[(output * from + colour) * Taps + tap] = (float)(down[tap / 3] * across[tap % 3] - (tap == Taps / 2 ? 1 : 0));
        }
    }

    /// <returns>Shares of the pixel before, at and behind in one of the <paramref name="scale"/> pixels that come from it. Bicubic's fourth and smallest goes to the others.</returns>
    private static double[] Bicubic(int phase, int scale)
    {
        var place = (phase + 0.5) / scale - 0.5;
        double[] shares = [Cubic(place + 1), Cubic(place), Cubic(place - 1)];
        return [.. shares.Select(share => share / shares.Sum())];
    }

    // Keys 1981 with a = -0.5.
    private static double Cubic(double x) => Math.Abs(x) switch
    {
        <= 1 and var d => (1.5 * d - 2.5) * d * d + 1,
        <= 2 and var d => ((-0.5 * d + 2.5) * d - 4) * d + 2,
        _ => 0,
    };

    private static void Copy(float[] values, torch.Tensor weight)
    {
        using var _ = torch.no_grad();
        using var source = torch.tensor(values, weight.shape);
        weight.copy_(source);
    }
}
