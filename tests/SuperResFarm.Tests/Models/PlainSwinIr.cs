using SuperResFarm.Models.Checkpoints;

namespace SuperResFarm.Tests.Models;

/// <summary>
/// SwinIR as plain loops in double precision, for models that end in <c>upsample.0</c> or a residual. Windows are not moved here: in
/// a shifted block a pixel looks at those that share its cell of a grid that starts half a window into the image.
/// </summary>
internal sealed class PlainSwinIr(Checkpoint checkpoint, int window, int[] heads, double range)
{
    private static readonly double[] _mean = [0.4488, 0.4371, 0.4040];

    private int _height, _width;

    /// <param name="image">One image, planar.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="scale">Output over input.</param>
    public float[] Run(float[] image, int height, int width, int scale)
    {
        (_height, _width) = ((height + window - 1) / window * window, (width + window - 1) / window * window);
        var channels = checkpoint.Require("conv_first.weight").Shape[1];
        var mean = channels == 3 ? _mean : [0.0];
        var input = Planes(channels, (c, y, x) => (image[(((c * height) + Mirror(y, height)) * width) + Mirror(x, width)] - mean[c]) * range);
        var shallow = Conv(input, "conv_first");
        var deep = Add(After(Body(shallow), "conv_after_body"), shallow);
        var direct = checkpoint.Find("upsample.0.weight") is not null;
        var last = direct ? Conv(deep, "upsample.0") : Add(Conv(deep, "conv_last"), input);
        var output = new float[channels * height * scale * width * scale];
        for (var i = 0; i < output.Length; i++)
        {
            var (c, y, x) = (i / (height * width * scale * scale), i / (width * scale) % (height * scale), i % (width * scale));
            var plane = (((c * scale) + (y % scale)) * scale) + (x % scale);
            output[i] = (float)((last[plane][y / scale, x / scale] / range) + mean[c]);
        }
        return output;
    }

    private double[][,] Body(double[][,] shallow)
    {
        var value = checkpoint.Find("patch_embed.norm.weight") is null ? shallow : Norm(shallow, "patch_embed.norm");
        for (var group = 0; group < heads.Length; group++)
        {
            var residual = value;
            for (var block = 0; checkpoint.Find($"layers.{group}.residual_group.blocks.{block}.norm1.weight") is not null; block++)
            {
                var key = $"layers.{group}.residual_group.blocks.{block}";
                value = Add(value, Attention(Norm(value, key + ".norm1"), key + ".attn", heads[group], block % 2 == 0 ? 0 : window / 2));
                var hidden = Linear(Norm(value, key + ".norm2"), key + ".mlp.fc1");
                value = Add(value, Linear(Map(hidden, x => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)))), key + ".mlp.fc2"));
            }
            value = Add(After(value, $"layers.{group}.conv"), residual);
        }
        return Norm(value, "norm");
    }

    private double[][,] Attention(double[][,] value, string key, int heads, int shift)
    {
        var features = value.Length;
        var (width, steps) = (features / heads, (2 * window) - 1);
        var all = Linear(value, key + ".qkv");
        var table = checkpoint.Require(key + ".relative_position_bias_table").Values.ToArray();
        var found = Planes(features, (_, _, _) => 0);
        for (var y = 0; y < _height; y++)
            for (var x = 0; x < _width; x++)
            {
                var (rows, columns) = (Cell(y, _height), Cell(x, _width));
                for (var head = 0; head < heads; head++)
                {
                    var seen = (from v in Enumerable.Range(rows.From, rows.To - rows.From)
                                from u in Enumerable.Range(columns.From, columns.To - columns.From)
                                select (v, u, Score: Score(head, y, x, v, u))).ToArray();
                    var total = seen.Sum(one => Math.Exp(one.Score));
                    foreach (var (v, u, score) in seen)
                        for (var i = head * width; i < (head + 1) * width; i++)
                            found[i][y, x] += Math.Exp(score) / total * all[(2 * features) + i][v, u];
                }
            }
        return Linear(found, key + ".proj");

        (int From, int To) Cell(int place, int size)
        {
            var start = ((place - shift + window) / window * window) - window + shift;
            return (Math.Max(start, 0), Math.Min(start + window, size));
        }

        double Score(int head, int y, int x, int v, int u)
        {
            var sum = 0.0;
            for (var i = head * width; i < (head + 1) * width; i++)
                sum += all[i][y, x] * all[features + i][v, u];
            return (sum / Math.Sqrt(width)) + table[((((y - v + window - 1) * steps) + x - u + window - 1) * heads) + head];
        }
    }

    private double[][,] After(double[][,] value, string key) => checkpoint.Find(key + ".weight") is not null
        ? Conv(value, key)
        : Conv(Map(Conv(Map(Conv(value, key + ".0"), Leaky), key + ".2"), Leaky), key + ".4");

    private static double Leaky(double x) => x > 0 ? x : 0.2 * x;

    private double[][,] Conv(double[][,] value, string key)
    {
        var weight = checkpoint.Require(key + ".weight");
        var (weights, bias, kernel) = (weight.Values.ToArray(), checkpoint.Require(key + ".bias").Values.ToArray(), weight.Shape[2]);
        return Planes(bias.Length, (to, y, x) =>
        {
            double sum = bias[to];
            for (var i = 0; i < value.Length * kernel * kernel; i++)
            {
                var (v, u) = (y + (i / kernel % kernel) - (kernel / 2), x + (i % kernel) - (kernel / 2));
                if (v >= 0 && v < _height && u >= 0 && u < _width)
                    sum += weights[(to * value.Length * kernel * kernel) + i] * value[i / (kernel * kernel)][v, u];
            }
            return sum;
        });
    }

    private double[][,] Linear(double[][,] value, string key)
    {
        var weights = checkpoint.Require(key + ".weight").Values.ToArray();
        var bias = checkpoint.Find(key + ".bias")?.Values.ToArray();
        return Planes(weights.Length / value.Length, (to, y, x) =>
        {
            double sum = bias?[to] ?? 0;
            for (var from = 0; from < value.Length; from++)
                sum += weights[(to * value.Length) + from] * value[from][y, x];
            return sum;
        });
    }

    private double[][,] Norm(double[][,] value, string key)
    {
        var (gain, bias) = (checkpoint.Require(key + ".weight").Values.ToArray(), checkpoint.Require(key + ".bias").Values.ToArray());
        var means = Planes(1, (_, y, x) => value.Average(plane => plane[y, x]))[0];
        var variances = Planes(1, (_, y, x) => value.Average(plane => Math.Pow(plane[y, x] - means[y, x], 2)))[0];
        return Planes(value.Length, (c, y, x) => ((value[c][y, x] - means[y, x]) / Math.Sqrt(variances[y, x] + 1e-5) * gain[c]) + bias[c]);
    }

    private double[][,] Add(double[][,] one, double[][,] other) => Planes(one.Length, (c, y, x) => one[c][y, x] + other[c][y, x]);

    private double[][,] Map(double[][,] value, Func<double, double> map) => Planes(value.Length, (c, y, x) => map(value[c][y, x]));

    private double[][,] Planes(int count, Func<int, int, int, double> at)
    {
        var planes = new double[count][,];
        for (var c = 0; c < count; c++)
        {
            planes[c] = new double[_height, _width];
            for (var y = 0; y < _height; y++)
                for (var x = 0; x < _width; x++)
                    planes[c][y, x] = at(c, y, x);
        }
        return planes;
    }

    private static int Mirror(int place, int size)
    {
        while (place >= size)
            place = size == 1 ? 0 : Math.Abs((2 * (size - 1)) - place);
        return place;
    }

    // Abramowitz and Stegun 7.1.5: the series, whose rounding stays below 1e-8 up to where the result is 1.
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 4)
            return Math.Sign(x);
        var (sum, term) = (x, x);
        for (var n = 1; n < 120; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
