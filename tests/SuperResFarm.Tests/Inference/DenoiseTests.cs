using System.Globalization;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Tests.Models;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Inference;

/// <summary>realesr-general-x4v3 at denoise strengths, against what the original class gives.</summary>
public class DenoiseTests(ITestOutputHelper output)
{
    [DataTheory]
    [InlineData(1.0, "realesr-general-x4v3")]
    [InlineData(0.0, "realesr-general-wdn-x4v3")]
    public async Task Open_EndsOfTheScale_ReachTheReferencesPsnr(double strength, string reference)
    {
        var network = RealNetworks.Open("realesr-general-x4v3", strength);
        foreach (var line in File.ReadLines(TestData.PathOf("benchmark/expected_x4.csv")).Select(line => line.Split(',')))
        {
            if (line[0] != "Set5" || line[2] != reference || line[1] == "MEAN")
                continue;
            var (low, size, format) = RealNetworks.Whole($"benchmark/Set5/{line[1].Replace("_HR", "_LR", StringComparison.Ordinal)}");
            var (high, highSize, _) = RealNetworks.Whole($"benchmark/Set5/{line[1]}");
            var enlarged = await TestUpscaler.RunAsync(low, size, format, TestUpscaler.Whole(size, 4), network.EngineFor(SampleDepth.Eight));
            var psnr = LumaPsnr(high, enlarged, highSize);
            output.WriteLine($"{line[1]} at {strength}: {psnr:0.0000} dB, expected {line[3]}");
            Assert.Equal(double.Parse(line[3], CultureInfo.InvariantCulture), psnr, 0.01);
        }
    }

    [DataFact]
    public void Open_BetweenTheEnds_EqualsTheNetworkOfMeanWeights()
    {
        var (general, weak) = (Read("realesr-general-x4v3"), Read("realesr-general-wdn-x4v3"));
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var key in general.Keys)
        {
            var (one, other) = (general.Require(key), weak.Require(key));
            tensors.Add(key, new([.. one.Shape], [.. one.Values.ToArray().Zip(other.Values.ToArray(), (a, b) => (float)((0.3 * a) + (0.7 * b)))]));
        }
        var mean = KnownArchitectures.Build(new Checkpoint(tensors), new ModelSource("mean", "00"));
        var mixed = new ModelLibrary([TestData.PathOf("weights")]).Open("realesr-general-x4v3", denoiseStrength: 0.3);
        Assert.Equal("realesr-general-x4v3-dn0.3", mixed.Card.Name);

        var image = SyntheticImage.Bytes(48, 64);
        var pairs = Run(mean, image).Zip(Run(mixed, image)).ToList();
        Assert.All(pairs, pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        Assert.InRange(pairs.Count(pair => pair.First != pair.Second), 0, pairs.Count / 1000);
    }

    [DataFact]
    public void Open_ModelWithoutPartner_SaysWhichHaveOne()
    {
        var fault = Assert.Throws<FarmException>(() => new ModelLibrary([TestData.PathOf("weights")]).Open("realesr-animevideov3", denoiseStrength: 0.5));
        Assert.Contains("realesr-general-x4v3", fault.Message, StringComparison.Ordinal);
    }

    private static Checkpoint Read(string name) => CheckpointFile.Read(TestData.PathOf($"weights/{name}.pth"));

    private static byte[] Run(Network network, byte[] image) => OnnxRun.Once<byte, byte>(network.ToOnnx(SampleType.UInt8), image, 1, 48, 64, 3).Values;

    // The protocol of the field: luma of ITU-R BT.601 in studio range, four pixels off on every side.
    private static double LumaPsnr(byte[] one, byte[] other, PixelSize size)
    {
        const int Border = 4;
        var (sum, count) = (0.0, 0);
        for (var y = Border; y < size.Height - Border; y++)
            for (var x = Border; x < size.Width - Border; x++, count++)
            {
                var at = 3 * ((y * size.Width) + x);
                sum += Math.Pow(Luma(one, at) - Luma(other, at), 2);
            }
        return 10 * Math.Log10(255 * 255 / (sum / count));
    }

    private static double Luma(byte[] rgb, int at) => 16 + (((65.481 * rgb[at]) + (128.553 * rgb[at + 1]) + (24.966 * rgb[at + 2])) / 255);
}
