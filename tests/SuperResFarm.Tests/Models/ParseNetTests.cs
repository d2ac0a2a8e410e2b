using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Models;

public class ParseNetTests(ITestOutputHelper output)
{
    private const string Small = "parity/parsenet_64.pth";
    private const int Classes = 19;

    [DataFact]
    public void Build_ReferenceCheckpoint_AgreesWithPyTorch()
    {
        var (input, shape) = NpyFile.Read(TestData.PathOf("parity/parsenet_64.in.npy"));
        using var run = new OnnxRun(Network(Small).ToBareOnnx());
        foreach (var name in (string[])["mask", "img"])
        {
            var (expected, expectedShape) = NpyFile.Read(TestData.PathOf($"parity/parsenet_64.out.{name}.npy"));
            var (actual, actualShape) = run.RunFor<float, float>(name, input, shape);
            Assert.Equal(expectedShape, actualShape);
            var difference = SyntheticImage.LargestDifference(expected, actual);
            output.WriteLine($"{name}: {difference:e2}");
            Assert.InRange(difference, 0, 1e-4);
        }
    }

    [DataFact]
    public void Card_Small_StatesTaskAndSizes()
    {
        var card = Network(Small).Card;
        Assert.Equal(("ParseNet", ModelTask.ParseFaces, 1, 3), (card.Architecture, card.Task, card.Scale, card.Channels));
        Assert.Equal((8, null, Fidelity.Classical), (card.SizeMultiple, card.FixedSize, card.Fidelity));
    }

    // Its values reach 2642: compared relative to that, as the references themselves are no better.
    [DataFact]
    public void Build_OfficialFullSizeLayout_AgreesWithPyTorch()
    {
        const int Size = 512, Step = 16;
        var network = PackedCheckpoint.Import("parsing_parsenet_layout");
        Assert.Equal((32, 1), (network.Card.SizeMultiple, network.Card.Scale));
        var (input, shape) = NpyFile.Read(TestData.PathOf("parity_large/parsing_parsenet_layout.in.npy"));
        using (var run = new OnnxRun(network.ToBareOnnx()))
            foreach (var name in (string[])["mask", "img"])
            {
                var (expected, _) = NpyFile.Read(TestData.PathOf($"parity_large/parsing_parsenet_layout.out.{name}_every_16.npy"));
                var all = run.RunFor<float, float>(name, input, shape).Values;
                const int Few = Size / Step;
                float[] sampled = [.. Enumerable.Range(0, expected.Length)
                    .Select(i => all[(i / (Few * Few) * Size * Size) + (i / Few % Few * Step * Size) + (i % Few * Step)])];
                var (difference, largest) = (SyntheticImage.LargestDifference(expected, sampled), expected.Max(Math.Abs));
                output.WriteLine($"{name}: {difference:e2} of {largest:f0}");
                Assert.InRange(difference / largest, 0, 1e-5);
            }

        var (labels, _) = NpyFile.Read(TestData.PathOf("parity_large/parsing_parsenet_layout.out.argmax.npy"));
        var (unsure, _) = NpyFile.Read(TestData.PathOf("parity_large/parsing_parsenet_layout.out.margin_below_0.001.npy"));
        // From -1 to 1, planar, to 0 to 1, interleaved.
        float[] image = [.. Enumerable.Range(0, input.Length).Select(i => (input[(i % 3 * Size * Size) + (i / 3)] + 1) / 2)];
        var (actual, actualShape) = OnnxRun.Once<float, byte>(network.ToOnnx(SampleType.Float32), image, 1, Size, Size, 3);
        Assert.Equal([1, Size, Size, 1], actualShape);
        var wrong = Enumerable.Range(0, actual.Length).Count(i => unsure[i] == 0 && actual[i] != (byte)labels[i]);
        output.WriteLine($"labels that differ: {wrong} of {actual.Length}, {unsure.Count(mark => mark != 0)} of them unsure");
        Assert.Equal(0, wrong);
    }

    [DataFact]
    public void ToOnnx_Bytes_ReturnTheLargestClassOfEachPixel()
    {
        const int Height = 24, Width = 40, Area = Height * Width;
        var network = Network(Small);
        var bytes = SyntheticImage.Planar(1, Height, Width * 3).Select(value => (byte)Math.Round(value * 255)).ToArray();
        float[] planar = [.. Enumerable.Range(0, bytes.Length).Select(i => (bytes[(i % Area * 3) + (i / Area)] / 255f * 2) - 1)];
        using var run = new OnnxRun(network.ToBareOnnx());
        var mask = run.RunFor<float, float>("mask", planar, 1, 3, Height, Width).Values;

        using var labelled = new OnnxRun(network.ToOnnx(SampleType.UInt8));
        var (labels, shape) = labelled.Run<byte, byte>(bytes, 1, Height, Width, 3);

        Assert.Equal(["output"], labelled.Session.OutputNames);
        Assert.Equal([1, Height, Width, 1], shape);
        for (var i = 0; i < Area; i++)
            Assert.InRange(Enumerable.Range(0, Classes).Max(c => mask[(c * Area) + i]) - mask[(labels[i] * Area) + i], 0, 1e-4);
        Assert.True(labels.Distinct().Count() > 3, "The labels are too few to prove anything.");
    }

    [DataFact]
    public void Build_BatchOfTwo_EqualsTwoSingles()
    {
        using var run = new OnnxRun(Network(Small).ToBareOnnx());
        var images = SyntheticImage.Planar(6, 32, 24);
        foreach (var name in (string[])["mask", "img"])
        {
            float[] singles = [.. images.Chunk(images.Length / 2).SelectMany(image => run.RunFor<float, float>(name, image, 1, 3, 32, 24).Values)];
            Assert.InRange(SyntheticImage.LargestDifference(singles, run.RunFor<float, float>(name, images, 2, 3, 32, 24).Values), 0, 1e-5);
        }
    }

    [DataTheory]
    [InlineData(8, 8)]
    [InlineData(8, 32)]
    [InlineData(72, 16)]
    public void Build_EverySizeOfTheMultiple_HasALabelForEachPixel(int height, int width)
    {
        var image = SyntheticImage.Planar(3, height, width).Select(value => (byte)(value * 255)).ToArray();
        var (labels, shape) = OnnxRun.Once<byte, byte>(Network(Small).ToOnnx(SampleType.UInt8), image, 1, height, width, 3);
        Assert.Equal([1, height, width, 1], shape);
        Assert.All(labels, label => Assert.InRange(label, 0, Classes - 1));
    }

    [DataTheory]
    [InlineData("encoder.0.conv2d.weight")]
    [InlineData("encoder.1.shortcut_func.conv2d.bias")]
    [InlineData("encoder.2.conv1.norm.norm.running_var")]
    [InlineData("body.0.conv2.conv2d.weight")]
    [InlineData("decoder.1.conv2.norm.norm.bias")]
    [InlineData("out_mask_conv.conv2d.weight")]
    [InlineData("out_img_conv.conv2d.bias")]
    public void Build_KeyMissing_IsRefusedNamingIt(string missing) =>
        CheckpointFileTests.AssertRefused($"'{missing}'", () => Built(Weights.Read(Small).Without(missing)));

    [DataTheory]
    [InlineData("encoder.1.conv1.conv2d.weight", 32, 16, 5, 5)]
    [InlineData("decoder.0.shortcut_func.conv2d.weight", 16, 32, 3, 3)]
    [InlineData("body.1.conv1.norm.norm.running_mean", 31)]
    [InlineData("out_img_conv.conv2d.weight", 4, 16, 3, 3)]
    [InlineData("encoder.0.conv2d.bias", 0)]
    [InlineData("encoder.1.conv1.conv2d.bias", 32)]
    [InlineData("body.0.shortcut_func.conv2d.bias", 32)]
    public void Build_KeyMisshapenOrWithoutPlace_IsRefusedNamingIt(string key, params int[] shape) =>
        CheckpointFileTests.AssertRefused($"'{key}'", () => Built(Weights.Read(Small).With(key, Weights.Zeros(shape))));

    [DataFact]
    public void Build_MoreStepsDownThanUp_IsRefused() => CheckpointFileTests.AssertRefused(
        "3 steps down", () => Built(Weights.Read(Small).With("encoder.3.conv1.conv2d.weight", Weights.Zeros(32, 32, 3, 3))));

    [DataFact]
    public void Build_VarianceBelowZero_IsRefusedNamingIt() => CheckpointFileTests.AssertRefused(
        "'body.0.conv1.norm.norm.running_var'",
        () => Built(Weights.Read(Small).With("body.0.conv1.norm.norm.running_var", new Tensor([32], [.. Enumerable.Repeat(-1f, 32)]))));

    private static Network Network(string file) => Built(Weights.Read(file));

    private static Network Built(Checkpoint checkpoint) => KnownArchitectures.Build(checkpoint, new("test", "00"));
}
