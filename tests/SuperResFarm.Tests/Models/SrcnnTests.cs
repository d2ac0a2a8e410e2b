using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Models;

public class SrcnnTests(ITestOutputHelper output)
{
    private static readonly string[] _parts = ["conv1", "conv2", "conv3"];

    [DataTheory]
    [InlineData("srcnn_915", 4)]
    [InlineData("srcnn_955", 5)]
    [InlineData("srcnn_955_seq", 5)]
    [InlineData("srcnn_935_rgb", 5)]
    public void Build_ReferenceCheckpoint_AgreesWithPyTorch(string name, int radiusAtThree)
    {
        var network = KnownArchitectures.Build(Weights.Read($"parity/{name}.pth"), Named(name, scale: 3));
        Assert.Equal(("SRCNN", 3, 3), (network.Card.Architecture, network.Card.Scale, network.Card.Channels));
        Assert.Equal((radiusAtThree, Fidelity.Psnr), (network.Card.ReceptiveFieldRadius, network.Card.Fidelity));
        var (input, shape) = NpyFile.Read(TestData.PathOf($"parity/{name}.in.npy"));
        var (expected, expectedShape) = NpyFile.Read(TestData.PathOf($"parity/{name}.out.npy"));

        var (actual, actualShape) = OnnxRun.Once<float, float>(network.ToBareOnnx(), input, shape);

        Assert.Equal(expectedShape, actualShape);
        var difference = SyntheticImage.LargestDifference(expected, actual);
        output.WriteLine($"{name}: {difference:e2}");
        Assert.InRange(difference, 0, 1e-4);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(3, 4)]
    public void Build_WeightsThatChangeNothing_AreExactlyBicubic(int channels, int scale)
    {
        var image = Samples(seed: 3, 1, 13, 17, 3);
        var expected = OnnxRun.Once<byte, byte>(Resampling.Build("bicubic", scale).ToOnnx(SampleType.UInt8), image, 1, 13, 17, 3);
        var actual = OnnxRun.Once<byte, byte>(Built(Identity(channels), scale).ToOnnx(SampleType.UInt8), image, 1, 13, 17, 3);
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.Values, actual.Values);
    }

    [Fact]
    public void Build_Luma_KeepsAGrayImageGray()
    {
        var image = Samples(seed: 4, 1, 12, 11, 1).SelectMany(sample => (byte[])[sample, sample, sample]).ToArray();
        var (values, _) = OnnxRun.Once<byte, byte>(Built(Random(1), scale: 2).ToOnnx(SampleType.UInt8), image, 1, 12, 11, 3);
        Assert.All(values.Chunk(3), pixel => Assert.Equal((pixel[0], pixel[0]), (pixel[1], pixel[2])));
        Assert.True(values.Distinct().Count() > 20, "The network made the image flat, which proves nothing.");
    }

    // Through the colour space itself: luma exchanged, chroma kept, back to RGB by the inverse of MATLAB's matrix.
    [Fact]
    public void Build_Luma_ExchangesTheLumaOfTheBicubicImage()
    {
        const int Height = 9, Width = 14, Scale = 3, Area = Height * Width * Scale * Scale;
        var weights = Random(1);
        var image = Samples(seed: 5, 1, Height, Width, 3).Select(sample => sample / 255f).ToArray();
        var network = Built(weights, Scale);
        var planar = Enumerable.Range(0, image.Length).Select(i => image[(i % (Height * Width) * 3) + (i / (Height * Width))]).ToArray();
        var rgb = OnnxRun.Once<float, float>(Resampling.Build("bicubic", Scale).ToBareOnnx(), planar, 1, 3, Height, Width).Values;
        double[] luma = [.. Enumerable.Range(0, Area).Select(i => (16 + (65.481 * rgb[i]) + (128.553 * rgb[Area + i]) + (24.966 * rgb[(2 * Area) + i])) / 255)];
        var changed = Convolved(weights, luma, Height * Scale, Width * Scale);

        var actual = OnnxRun.Once<float, float>(network.ToOnnx(SampleType.Float32), image, 1, Height, Width, 3).Values;

        var (largest, inRange) = (0.0, 0);
        for (var i = 0; i < Area; i++)
        {
            var (red, green, blue) = ((double)rgb[i], (double)rgb[Area + i], (double)rgb[(2 * Area) + i]);
            var cb = ((-37.797 * red) - (74.203 * green) + (112 * blue)) / 255;
            var cr = ((112 * red) - (93.786 * green) - (18.214 * blue)) / 255;
            var bright = 255 * (changed[i] - (16 / 255.0)) / 219;
            double[] expected =
            [
                bright + (255 * 2 * (1 - 0.299) / 224 * cr),
                bright - (255 * 2 * (1 - 0.114) * 0.114 / 0.587 / 224 * cb) - (255 * 2 * (1 - 0.299) * 0.299 / 0.587 / 224 * cr),
                bright + (255 * 2 * (1 - 0.114) / 224 * cb),
            ];
            inRange += expected.Count(sample => sample is > 0 and < 1);
            for (var c = 0; c < 3; c++)
                largest = Math.Max(largest, Math.Abs(Math.Clamp(expected[c], 0, 1) - actual[(3 * i) + c]));
        }
        output.WriteLine($"{largest:e2}, {inRange} of {3 * Area} samples in range");
        Assert.True(inRange > Area, "Too many samples are black or white to prove anything.");
        Assert.InRange(largest, 0, 1e-5);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(3, 4)]
    public void Card_Radius_IsWhatAChangedPixelReaches(int channels, int scale)
    {
        const int Size = 31, Centre = 15;
        var network = Built(Random(channels), scale);
        var image = SyntheticImage.Planar(1, Size, Size * 3);
        using var run = new OnnxRun(network.ToOnnx(SampleType.Float32));
        var before = run.Run<float, float>(image, 1, Size, Size, 3).Values;
        for (var channel = 0; channel < 3; channel++)
            image[(((Centre * Size) + Centre) * 3) + channel] = 1 - image[(((Centre * Size) + Centre) * 3) + channel];
        var after = run.Run<float, float>(image, 1, Size, Size, 3).Values;
        var reached = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])
            .SelectMany(i => (int[])[i / 3 % (Size * scale), i / 3 / (Size * scale)])
            .Max(place => Math.Abs((place / scale) - Centre));
        // The bound adds whole pixels of both parts; some pairs of window and scale stay one short of it.
        Assert.InRange(reached, network.Card.ReceptiveFieldRadius - 1 ?? 0, network.Card.ReceptiveFieldRadius ?? 0);
    }

    [Fact]
    public void Build_BatchOfTwo_EqualsTwoSingles()
    {
        using var run = new OnnxRun(Built(Random(3), scale: 2).ToOnnx(SampleType.UInt8));
        var images = Samples(seed: 6, 2, 7, 5, 3);
        byte[] singles = [.. images.Chunk(images.Length / 2).SelectMany(image => run.Run<byte, byte>(image, 1, 7, 5, 3).Values)];
        Assert.Equal(singles, run.Run<byte, byte>(images, 2, 7, 5, 3).Values);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 5)]
    [InlineData(3, 2)]
    public void Build_TinyImage_IsEnlarged(int height, int width)
    {
        var (_, shape) = OnnxRun.Once<byte, byte>(
            Built(Random(1), scale: 4).ToOnnx(SampleType.UInt8), Samples(seed: 7, 1, height, width, 3), 1, height, width, 3);
        Assert.Equal([1, height * 4, width * 4, 3], shape);
    }

    [Fact]
    public void Build_KeysAsOpenMmlabSpellsThem_AreKnown()
    {
        var plain = Random(3);
        OrderedDictionary<string, Tensor> tensors = [];
        foreach (var key in plain.Keys)
            tensors.Add("generator." + key, plain.Require(key));
        var image = Samples(seed: 8, 1, 4, 6, 3);
        var expected = OnnxRun.Once<byte, byte>(Built(plain, scale: 2).ToOnnx(SampleType.UInt8), image, 1, 4, 6, 3).Values;
        Assert.Equal(expected, OnnxRun.Once<byte, byte>(Built(new(tensors), scale: 2).ToOnnx(SampleType.UInt8), image, 1, 4, 6, 3).Values);
    }

    [Theory]
    [InlineData("srcnn_x3", 3)]
    [InlineData("srcnn_x4k915_1x16_1000k_div2k_20200608-4186f232", 4)]
    [InlineData("X2-srcnn", 2)]
    public void Build_ScaleInTheName_IsTaken(string name, int scale) =>
        Assert.Equal(scale, KnownArchitectures.Build(Random(1), new(name, "00")).Card.Scale);

    [Theory]
    [InlineData("srcnn")]
    [InlineData("srcnn_915")]
    [InlineData("max4")]
    [InlineData("srcnn_1x3")]
    [InlineData("srcnn_x16")]
    [InlineData("srcnn_x2_x3")]
    public void Build_NameWithoutOneScale_IsRefusedSayingHowToTellIt(string name) =>
        CheckpointFileTests.AssertRefused("models import FILE --scale N", () => KnownArchitectures.Build(Random(1), new(name, "00")));

    [Fact]
    public void Build_ScaleToldAndNamed_TheToldOneWins() => Assert.Equal(2, KnownArchitectures.Build(Random(1), Named("srcnn_x4", scale: 2)).Card.Scale);

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Build_ScaleOutOfRange_IsRefused(int scale) => CheckpointFileTests.AssertRefused($"enlarge by {scale}", () => Built(Random(1), scale));

    [Theory]
    [InlineData("conv2.weight")]
    [InlineData("conv3.weight")]
    [InlineData("conv1.bias")]
    [InlineData("conv3.bias")]
    public void Build_KeyMissing_IsRefusedNamingIt(string missing) =>
        CheckpointFileTests.AssertRefused($"'{missing}'", () => Built(Random(1).Without(missing), scale: 2));

    [Theory]
    [InlineData("conv1.weight", 8, 1, 9, 7)]
    [InlineData("conv2.weight", 4, 8, 2, 2)]
    [InlineData("conv2.weight", 4, 7, 1, 1)]
    [InlineData("conv3.weight", 4, 4, 5, 5)]
    [InlineData("conv3.bias", 2)]
    public void Build_KeyMisshapen_IsRefusedNamingIt(string key, params int[] shape) =>
        CheckpointFileTests.AssertRefused($"'{key}'", () => Built(Random(1).With(key, Weights.Zeros(shape)), scale: 2));

    private static Network Built(Checkpoint checkpoint, int scale) => KnownArchitectures.Build(checkpoint, Named("test", scale));

    private static ModelSource Named(string name, int scale) => new(name, "00")
    {
        Hints = new()
        {
            Scale = scale,
        },
    };

    private static Checkpoint Identity(int channels) => Made(
        (Weights.Identity(8, channels, 9), Weights.Zeros(8)), (Weights.Identity(4, 8, 1), Weights.Zeros(4)), (Weights.Identity(channels, 4, 5), Weights.Zeros(channels)));

    // Near the identity, so that the images stay in range.
    private static Checkpoint Random(int channels) => Made(
        (Near(1, 8, channels, 9), Weights.Random(2, 8)), (Near(3, 4, 8, 1), Weights.Random(4, 4)), (Near(5, channels, 4, 5), Weights.Random(6, channels)));

    private static Tensor Near(int seed, int to, int from, int kernel)
    {
        var (identity, noise) = (Weights.Identity(to, from, kernel), Weights.Random(seed, to, from, kernel, kernel));
        return new([to, from, kernel, kernel], [.. identity.Values.ToArray().Zip(noise.Values.ToArray(), (one, other) => one + (other / 5))]);
    }

    private static Checkpoint Made(params (Tensor Weight, Tensor Bias)[] convolutions)
    {
        OrderedDictionary<string, Tensor> tensors = [];
        foreach (var (part, (weight, bias)) in _parts.Zip(convolutions))
        {
            tensors.Add(part + ".weight", weight);
            tensors.Add(part + ".bias", bias);
        }
        return new(tensors);
    }

    private static byte[] Samples(int seed, params int[] shape)
    {
        var samples = new byte[shape.Aggregate(1, (count, length) => count * length)];
        new Random(seed).NextBytes(samples);
        return samples;
    }

    // Three convolutions with zeros beyond the border, in double.
    private static double[] Convolved(Checkpoint checkpoint, double[] plane, int height, int width)
    {
        double[][] planes = [plane];
        foreach (var part in _parts)
        {
            var (weight, bias) = (checkpoint.Require(part + ".weight"), checkpoint.Require(part + ".bias"));
            var last = part == _parts[^1];
            planes = [.. Enumerable.Range(0, weight.Shape[0]).Select(to => One(planes, weight, bias.Values[to], to, last))];
        }
        return planes[0];

        double[] One(double[][] from, Tensor weight, double bias, int to, bool last)
        {
            var (kernel, result) = (weight.Shape[2], new double[height * width]);
            for (var i = 0; i < result.Length; i++)
            {
                var sum = bias;
                for (var tap = 0; tap < from.Length * kernel * kernel; tap++)
                {
                    var y = (i / width) + (tap / kernel % kernel) - (kernel / 2);
                    var x = (i % width) + (tap % kernel) - (kernel / 2);
                    if (y >= 0 && y < height && x >= 0 && x < width)
                        sum += weight.Values[(to * from.Length * kernel * kernel) + tap] * from[tap / (kernel * kernel)][(y * width) + x];
                }
                result[i] = last ? sum : Math.Max(sum, 0);
            }
            return result;
        }
    }
}
