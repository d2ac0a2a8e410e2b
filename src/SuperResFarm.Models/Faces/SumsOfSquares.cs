using SuperResFarm.Models.Checkpoints;

namespace SuperResFarm.Models.Faces;

/// <summary>Lengths of weights, squared, that a graph would otherwise compute anew at every run.</summary>
internal static class SumsOfSquares
{
    /// <returns>For each <paramref name="run"/> of values that follow one another, the sum of their squares, added up in double precision.</returns>
    public static float[] Over(Tensor tensor, int run)
    {
        var sums = new float[tensor.Values.Length / run];
        for (var i = 0; i < sums.Length; i++)
        {
            var sum = 0.0;
            foreach (var value in tensor.Values.Slice(i * run, run))
                sum += (double)value * value;
            sums[i] = (float)sum;
        }
        return sums;
    }
}
