using System.Reflection;
using System.Text.Json;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Passes;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Models;

public class CompactTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-4;

    private static readonly ModelSource _source = new("test", "00");

    [DataTheory]
    [InlineData("srvgg_x4")]
    [InlineData("srvgg_x4_legacy")]
    [InlineData("srvgg_x4_fp16")]
    [InlineData("srvgg_x4_bf16")]
    [InlineData("srvgg_x4_fp64")]
    [InlineData("srvgg_x4_both")]
    [InlineData("srvgg_x4_train")]
    [InlineData("srvgg_x4_strided")]
    [InlineData("srvgg_x4_param")]
    [InlineData("srvgg_x4_torch2")]
    [InlineData("srvgg_x1")]
    [InlineData("srvgg_x2")]
    [InlineData("srvgg_x3")]
    public void Build_ReferenceCheckpoint_AgreesWithPyTorch(string name)
    {
        var network = Read($"parity/{name}.pth");
        var (input, shape) = NpyFile.Read(TestData.PathOf($"parity/{name}.in.npy"));
        var (expected, expectedShape) = NpyFile.Read(TestData.PathOf($"parity/{name}.out.npy"));
        foreach (var passes in (GraphPasses[])[GraphPasses.None, GraphPasses.PreluRewrite])
        {
            var (actual, actualShape) = OnnxRun.Once<float, float>(network.ToBareOnnx(passes), input, shape);
            Assert.Equal(expectedShape, actualShape);
            var difference = SyntheticImage.LargestDifference(expected, actual);
            output.WriteLine($"{name} {passes}: {difference:e2}");
            Assert.InRange(difference, 0, Tolerance);
        }
    }

    [DataFact]
    public void References_EveryCompactEntry_IsTested()
    {
        using var index = JsonDocument.Parse(File.ReadAllText(TestData.PathOf("parity/index.json")));
        var named = index.RootElement.EnumerateArray().Where(entry => entry.GetProperty("arch").GetString() == "Compact")
            .Select(entry => entry.GetProperty("name").GetString() ?? "");
        var tested = typeof(CompactTests).GetMethod(nameof(Build_ReferenceCheckpoint_AgreesWithPyTorch))?.GetCustomAttributesData()
            .Where(data => data.AttributeType == typeof(InlineDataAttribute))
            .Select(data => (IReadOnlyList<CustomAttributeTypedArgument>?)data.ConstructorArguments[0].Value)
            .Select(arguments => arguments?[0].Value as string ?? "");
        Assert.Equal(named.Order(), (tested ?? []).Order());
    }

    [DataTheory]
    [InlineData("realesr-animevideov3", 18)]
    [InlineData("realesr-general-x4v3", 34)]
    [InlineData("realesr-general-wdn-x4v3", 34)]
    [InlineData("4xLSDIRCompactC3", 18)]
    public void Build_RealWeights_CardIsRight(string name, int radius)
    {
        var card = Real(name).Card;
        Assert.Equal((name, "Compact", 4, 3), (card.Name, card.Architecture, card.Scale, card.Channels));
        Assert.Equal((radius, 1), (card.ReceptiveFieldRadius, card.SizeMultiple));
        Assert.Equal(Fidelity.Perceptual, card.Fidelity);
    }

    [DataFact]
    public void ToOnnx_Bytes_AgreeWithFloatsRounded()
    {
        var network = Real("realesr-animevideov3");
        var bytes = SyntheticImage.Planar(1, 20, 24 * 3).Select(value => (byte)Math.Round(value * 255)).ToArray();
        var planar = Enumerable.Range(0, bytes.Length).Select(i => bytes[(i % 480 * 3) + (i / 480)] / 255f).ToArray();
        var floats = OnnxRun.Once<float, float>(network.ToBareOnnx(), planar, 1, 3, 20, 24).Values;
        var actual = OnnxRun.Once<byte, byte>(network.ToOnnx(SampleType.UInt8), bytes, 1, 20, 24, 3).Values;
        var pixels = 480 * 16;
        for (var i = 0; i < actual.Length; i++)
            Assert.InRange(Math.Abs((Math.Clamp(floats[(i % 3 * pixels) + (i / 3)], 0, 1) * 255) - actual[i]), 0, 0.501);
    }

    [DataFact]
    public void Card_RealWeights_RadiusIsWhatAChangedPixelReaches()
    {
        var network = Real("realesr-animevideov3");
        const int Size = 61, Centre = 30, Scale = 4;
        var image = SyntheticImage.Planar(3, Size, Size);
        using var run = new OnnxRun(network.ToBareOnnx(GraphPasses.None));
        var before = run.Run<float, float>(image, 1, 3, Size, Size).Values;
        for (var channel = 0; channel < 3; channel++)
            image[(channel * Size * Size) + (Centre * Size) + Centre] += 0.5f;
        var after = run.Run<float, float>(image, 1, 3, Size, Size).Values;
        var reached = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])
            .SelectMany(i => (int[])[i % (Size * Scale), i / (Size * Scale) % (Size * Scale)])
            .Max(place => Math.Abs((place / Scale) - Centre));
        Assert.InRange(reached, 12, network.Card.ReceptiveFieldRadius ?? 0);
    }

    [DataTheory]
    [InlineData("missing_key.pth", "body.2.bias")]
    [InlineData("wrong_shape.pth", "body.2.weight")]
    [InlineData("unknown_arch.pth", "Compact")]
    [InlineData("nan.pth", "NaN")]
    public void Build_BadWeights_IsRefusedNamingTheKey(string file, string named) =>
        CheckpointFileTests.AssertRefused(named, () => Read($"bad_checkpoints/{file}"));

    [Theory]
    [InlineData("body.1.weight", "body.1.weight")]
    [InlineData("body.3.weight", "body.3.weight")]
    [InlineData("body.0.bias", "body.0.bias")]
    [InlineData("body.4.weight", "body.4.weight")]
    public void Build_KeyMissing_IsRefusedNamingIt(string missing, string named) =>
        CheckpointFileTests.AssertRefused($"'{named}'", () => KnownArchitectures.Build(Synthetic(without: missing), _source));

    [Fact]
    public void Build_KeyWithoutPlace_IsRefusedNamingIt() =>
        CheckpointFileTests.AssertRefused("'body.1.bias'", () => KnownArchitectures.Build(Synthetic(and: "body.1.bias"), _source));

    [Fact]
    public void Build_NoSlopesAndNothingTold_IsRefusedSayingHowToTellIt() => CheckpointFileTests.AssertRefused(
        "models import FILE --activation relu|leakyrelu", () => KnownArchitectures.Build(Slopeless(), _source));

    [Fact]
    public void Build_UnknownActivationTold_IsRefusedNamingThoseThereAre() =>
        CheckpointFileTests.AssertRefused("'relu' or 'leakyrelu'", () => KnownArchitectures.Build(Slopeless(), Told("gelu")));

    [Fact]
    public void Build_ActivationToldBesideSlopes_IsRefused() =>
        CheckpointFileTests.AssertRefused("without '--activation'", () => KnownArchitectures.Build(Synthetic(), Told("relu")));

    // The same weights with the slopes written out are the oracle.
    [Theory]
    [InlineData("relu", 0f)]
    [InlineData("leakyrelu", 0.1f)]
    public void Build_ActivationTold_AgreesWithPreluOfThatSlope(string activation, float slope)
    {
        var image = SyntheticImage.Planar(3, 11, 13);
        var told = OnnxRun.Once<float, float>(KnownArchitectures.Build(Slopeless(), Told(activation)).ToBareOnnx(), image, 1, 3, 11, 13).Values;
        var written = OnnxRun.Once<float, float>(KnownArchitectures.Build(Slopeless(slope), _source).ToBareOnnx(GraphPasses.None), image, 1, 3, 11, 13).Values;
        Assert.InRange(SyntheticImage.LargestDifference(told, written), 0, 1e-6);
    }

    [Fact]
    public void Build_ReluOrLeakyRelu_Differ()
    {
        var image = SyntheticImage.Planar(3, 11, 13);
        var relu = OnnxRun.Once<float, float>(KnownArchitectures.Build(Slopeless(), Told("relu")).ToBareOnnx(), image, 1, 3, 11, 13).Values;
        var leaky = OnnxRun.Once<float, float>(KnownArchitectures.Build(Slopeless(), Told("leakyrelu")).ToBareOnnx(), image, 1, 3, 11, 13).Values;
        Assert.True(SyntheticImage.LargestDifference(relu, leaky) > 1e-3);
    }

    [Fact]
    public void Build_Gray_HasOneChannel()
    {
        var card = KnownArchitectures.Build(Synthetic(channels: 1), _source).Card;
        Assert.Equal((1, 2), (card.Channels, card.Scale));
    }

    // As below, with weights of both signs; slopes only where told.
    private static Checkpoint Slopeless(float? slope = null)
    {
        OrderedDictionary<string, Tensor> tensors = [];
        (int To, int From)[] sizes = [(4, 3), (4, 4), (12, 4)];
        foreach (var (index, (to, from)) in sizes.Index())
        {
            tensors.Add($"body.{2 * index}.weight", Weights.Random(index, to, from, 3, 3));
            tensors.Add($"body.{2 * index}.bias", Weights.Random(index + 10, to));
            if (slope is { } value && index < 2)
                tensors.Add($"body.{(2 * index) + 1}.weight", new([4], [value, value, value, value]));
        }
        return new(tensors);
    }

    private static ModelSource Told(string activation) => _source with
    {
        Hints = new()
        {
            Activation = activation,
        },
    };

    // Four features, one inner convolution, scale 2.
    private static Checkpoint Synthetic(int channels = 3, string? without = null, string? and = null)
    {
        OrderedDictionary<string, Tensor> tensors = new()
        {
            ["body.0.weight"] = Weights.Zeros(4, channels, 3, 3),
            ["body.0.bias"] = Weights.Zeros(4),
            ["body.1.weight"] = Weights.Zeros(4),
            ["body.2.weight"] = Weights.Zeros(4, 4, 3, 3),
            ["body.2.bias"] = Weights.Zeros(4),
            ["body.3.weight"] = Weights.Zeros(4),
            ["body.4.weight"] = Weights.Zeros(channels * 4, 4, 3, 3),
            ["body.4.bias"] = Weights.Zeros(channels * 4),
        };
        if (without is not null)
            tensors.Remove(without);
        if (and is not null)
            tensors.Add(and, Weights.Zeros(4));
        return new(tensors);
    }

    private static Network Real(string name) => Read($"weights/{name}.pth");

    private static Network Read(string file) =>
        KnownArchitectures.Build(CheckpointFile.Read(TestData.PathOf(file)), new(Path.GetFileNameWithoutExtension(file), "00"));
}
