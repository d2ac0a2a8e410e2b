using System.Reflection;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;
using SuperResFarm.Models.Passes;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Models;

public class SwinIrTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-4;

    private static readonly ModelSource _source = new("test", "00");

    [DataTheory]
    [InlineData("swinir_light_x4", 4, 3, 8)]
    [InlineData("swinir_light_x2_64", 2, 3, 8)]
    [InlineData("swinir_classical_x4", 4, 3, 8)]
    [InlineData("swinir_classical_x3", 3, 3, 8)]
    [InlineData("swinir_real_x4", 4, 3, 8)]
    [InlineData("swinir_jpeg_x1", 1, 1, 7)]
    public void Build_ReferenceCheckpoint_AgreesWithPyTorch(string name, int scale, int channels, int window)
    {
        var network = Reference(name);
        var card = network.Card;
        Assert.Equal(("SwinIR", scale, channels, window), (card.Architecture, card.Scale, card.Channels, card.SizeMultiple));
        var (input, shape) = NpyFile.Read(TestData.PathOf($"parity/{name}.in.npy"));
        var (expected, expectedShape) = NpyFile.Read(TestData.PathOf($"parity/{name}.out.npy"));
        foreach (var passes in (GraphPasses[])[GraphPasses.None, GraphPasses.WindowRows])
        {
            var (actual, actualShape) = OnnxRun.Once<float, float>(network.ToBareOnnx(passes), input, shape);
            Assert.Equal(expectedShape, actualShape);
            var difference = SyntheticImage.LargestDifference(expected, actual);
            output.WriteLine($"{name} {passes}: {difference:e2}");
            Assert.InRange(difference, 0, Tolerance);
        }
    }

    [DataFact]
    public void References_EverySwinIrEntry_IsTested()
    {
        var tested = typeof(SwinIrTests).GetMethod(nameof(Build_ReferenceCheckpoint_AgreesWithPyTorch))?.GetCustomAttributesData()
            .Where(data => data.AttributeType == typeof(InlineDataAttribute))
            .Select(data => ((IReadOnlyList<CustomAttributeTypedArgument>?)data.ConstructorArguments[0].Value)?[0].Value as string ?? "");
        Assert.Equal(ParityIndex.Of("SwinIR").Select(entry => entry.Name).Order(), (tested ?? []).Order());
    }

    [DataFact]
    public void Build_OfficialFullSizeLayout_AgreesWithPyTorch()
    {
        var network = PackedCheckpoint.Import("SwinIR-S_x4_layout");
        // 24 blocks, the first convolution, one for each of four groups, one after them, one at the end.
        Assert.Equal((4, 8, (24 * 7) + 7), (network.Card.Scale, network.Card.SizeMultiple, network.Card.ReceptiveFieldRadius));
        var (input, shape) = NpyFile.Read(TestData.PathOf("parity_large/SwinIR-S_x4_layout.in.npy"));
        var (expected, _) = NpyFile.Read(TestData.PathOf("parity_large/SwinIR-S_x4_layout.out.npy"));
        var difference = SyntheticImage.LargestDifference(expected, OnnxRun.Once<float, float>(network.ToBareOnnx(), input, shape).Values);
        output.WriteLine($"{difference:e2}");
        Assert.InRange(difference, 0, Tolerance);
    }

    [DataTheory]
    [InlineData("swinir_light_x2_64", 8, 4, 1)]
    [InlineData("swinir_jpeg_x1", 7, 2, 255)]
    public void Run_AnySize_AgreesWithPlainLoops(string name, int window, int heads, double range)
    {
        var checkpoint = CheckpointFile.Read(TestData.PathOf($"parity/{name}.pth"));
        var network = KnownArchitectures.Build(checkpoint, _source);
        var plain = new PlainSwinIr(checkpoint, window, [heads], range);
        using var flat = new OnnxRun(network.ToBareOnnx(GraphPasses.None));
        using var rows = new OnnxRun(network.ToBareOnnx());
        foreach (var (height, width) in ((int, int)[])[(1, 1), (1, 9), (5, 3), (8, 8), (7, 7), (7, 64), (65, 33), (16, 2)])
        {
            var (channels, scale) = (network.Card.Channels, network.Card.Scale ?? 0);
            var image = SyntheticImage.Planar(channels, height, width);
            var expected = plain.Run(image, height, width, scale);
            foreach (var run in (OnnxRun[])[flat, rows])
            {
                var (actual, shape) = run.Run<float, float>(image, 1, channels, height, width);
                Assert.Equal([1, channels, height * scale, width * scale], shape);
                Assert.InRange(SyntheticImage.LargestDifference(expected, actual), 0, 2e-5);
            }
        }
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    public void Build_GroupsOfDifferentDepthsAndHeads_AgreesWithPlainLoops(bool norm, bool queryBias, bool threeConvolutions)
    {
        int[] heads = [4, 2, 8];
        var checkpoint = new SyntheticSwinIr
        {
            Depths = [1, 3, 2],
            Heads = heads,
            HasFirstNorm = norm,
            HasQueryBias = queryBias,
            HasThreeConvolutions = threeConvolutions,
        }.Make();
        var network = KnownArchitectures.Build(checkpoint, _source);
        var image = SyntheticImage.Planar(3, 13, 22);
        var expected = new PlainSwinIr(checkpoint, window: 4, heads, range: 1).Run(image, 13, 22, scale: 2);
        var actual = OnnxRun.Once<float, float>(network.ToBareOnnx(), image, 1, 3, 13, 22).Values;
        Assert.InRange(SyntheticImage.LargestDifference(expected, actual), 0, 2e-5);
    }

    [DataTheory]
    [InlineData("swinir_light_x4")]
    [InlineData("swinir_jpeg_x1")]
    public void Run_BatchOfTwo_EqualsTwoSingleRuns(string name)
    {
        var network = Reference(name);
        var channels = network.Card.Channels;
        float[][] images = [SyntheticImage.Planar(channels, 19, 30, seed: 1), SyntheticImage.Planar(channels, 19, 30, seed: 2)];
        foreach (var passes in (GraphPasses[])[GraphPasses.None, GraphPasses.All])
        {
            using var run = new OnnxRun(network.ToBareOnnx(passes));
            var single = images.SelectMany(image => run.Run<float, float>(image, 1, channels, 19, 30).Values).ToArray();
            Assert.InRange(SyntheticImage.LargestDifference(single, run.Run<float, float>([.. images[0], .. images[1]], 2, channels, 19, 30).Values), 0, 1e-6);
        }
    }

    [DataFact]
    public void ToOnnx_Bytes_AgreeWithFloatsRounded()
    {
        var network = Reference("swinir_real_x4");
        var bytes = SyntheticImage.Planar(1, 20, 24 * 3).Select(value => (byte)Math.Round(value * 255)).ToArray();
        var planar = Enumerable.Range(0, bytes.Length).Select(i => bytes[(i % 480 * 3) + (i / 480)] / 255f).ToArray();
        var floats = OnnxRun.Once<float, float>(network.ToBareOnnx(), planar, 1, 3, 20, 24).Values;
        var actual = OnnxRun.Once<byte, byte>(network.ToOnnx(SampleType.UInt8), bytes, 1, 20, 24, 3).Values;
        var pixels = 480 * 16;
        for (var i = 0; i < actual.Length; i++)
            Assert.InRange(Math.Abs((Math.Clamp(floats[(i % 3 * pixels) + (i / 3)], 0, 1) * 255) - actual[i]), 0, 0.501);
    }

    [DataTheory]
    [InlineData("swinir_light_x2_64", (2 * 7) + 4, 12)]
    [InlineData("swinir_classical_x4", (4 * 7) + 3 + 2 + 2, 20)]
    [InlineData("swinir_real_x4", (4 * 7) + 6 + 2 + 2, 20)]
    [InlineData("swinir_jpeg_x1", (2 * 6) + 4, 10)]
    public void Card_Radius_IsWhatNoChangedPixelExceeds(string name, int radius, int least)
    {
        const int Size = 104;
        var network = Reference(name);
        Assert.Equal(radius, network.Card.ReceptiveFieldRadius);
        var (channels, scale) = (network.Card.Channels, network.Card.Scale ?? 0);
        using var run = new OnnxRun(network.ToBareOnnx());
        var image = SyntheticImage.Planar(channels, Size, Size);
        var before = run.Run<float, float>(image, 1, channels, Size, Size).Values;
        var farthest = 0;
        foreach (var place in (int[])[48, 51, 52, 55])   // corners of windows and of shifted windows
        {
            var changed = image.ToArray();
            changed[(place * Size) + place] += 0.5f;
            var after = run.Run<float, float>(changed, 1, channels, Size, Size).Values;
            farthest = Math.Max(farthest, Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])
                .SelectMany(i => (int[])[i % (Size * scale), i / (Size * scale) % (Size * scale)])
                .Max(at => Math.Abs((at / scale) - place)));
        }
        Assert.InRange(farthest, least, radius);
    }

    // Tiles start at multiples of the window, so the windows of a tile are those of the whole image.
    [DataFact]
    public void Run_TileWithContextOfRadius_EqualsWholeImage()
    {
        const int Whole = 88, Tile = 64, Start = Whole - Tile, Context = 24;
        var network = Reference("swinir_light_x2_64");
        Assert.InRange(network.Card.ReceptiveFieldRadius ?? int.MaxValue, 0, Context);
        var image = SyntheticImage.Planar(3, Whole, Whole);
        using var run = new OnnxRun(network.ToBareOnnx());
        var whole = run.Run<float, float>(image, 1, 3, Whole, Whole).Values;
        var part = run.Run<float, float>(Cut(image, Whole, Start, Tile), 1, 3, Tile, Tile).Values;
        var expected = Cut(whole, 2 * Whole, 2 * (Start + Context), 2 * (Tile - Context));
        Assert.InRange(SyntheticImage.LargestDifference(expected, Cut(part, 2 * Tile, 2 * Context, 2 * (Tile - Context))), 0, 2e-6);
    }

    [Fact]
    public void ToBareOnnx_WindowRows_ScansEveryBlock()
    {
        var network = KnownArchitectures.Build(new SyntheticSwinIr { Depths = [2, 3], Heads = [2, 2] }.Make(), _source);
        Assert.Equal((0, 5), (Scans(GraphPasses.None), Scans(GraphPasses.All)));

        int Scans(GraphPasses passes) => ModelProto.Parser.ParseFrom(network.ToBareOnnx(passes)).Graph.Node.Count(node => node.OpType == "Scan");
    }

    [Fact]
    public void ToHalf_Network_GivesTheSamePicture()
    {
        var network = KnownArchitectures.Build(new SyntheticSwinIr().Make(), _source);
        var half = network.ToHalf().Half;
        Assert.NotNull(half);
        var image = SyntheticImage.Planar(3, 21, 18);
        var expected = OnnxRun.Once<float, float>(network.ToBareOnnx(), image, 1, 3, 21, 18).Values;
        foreach (var passes in (GraphPasses[])[GraphPasses.None, GraphPasses.All])
        {
            var difference = SyntheticImage.LargestDifference(expected, OnnxRun.Once<float, float>(half.ToPlanarOnnx(passes), image, 1, 3, 21, 18).Values);
            output.WriteLine($"{passes}: {difference:e2}");
            Assert.InRange(difference, 1e-9, 0.02);
        }
    }

    [Fact]
    public void ActivationBytes_NetworkKeptAsOnnx_StayKnown()
    {
        var network = KnownArchitectures.Build(new SyntheticSwinIr().Make(), _source);
        var file = Path.GetTempFileName();
        var (sha256, _) = network.WriteCore(file);
        var again = Network.FromCore(new MemoryStream(File.ReadAllBytes(file)), sha256, network.Card);
        File.Delete(file);
        Assert.Equal(((6 * 8) + 16 + 8) * 4, network.ActivationBytesPerPixel);
        Assert.Equal(network.ActivationBytesPerPixel, again?.ActivationBytesPerPixel);
    }

    [Theory]
    [InlineData("norm.bias")]
    [InlineData("conv_after_body.weight")]
    [InlineData("layers.0.conv.bias")]
    [InlineData("layers.0.residual_group.blocks.1.norm1.weight")]
    [InlineData("layers.0.residual_group.blocks.1.attn.relative_position_bias_table")]
    [InlineData("layers.0.residual_group.blocks.0.attn.qkv.weight")]
    [InlineData("layers.0.residual_group.blocks.1.mlp.fc1.bias")]
    [InlineData("layers.1.residual_group.blocks.0.mlp.fc2.weight")]
    [InlineData("upsample.0.bias")]
    public void Build_KeyMissingOrMisshapen_IsRefusedNamingIt(string key)
    {
        var tensors = new SyntheticSwinIr().Tensors();
        tensors[key] = new Tensor([3, 5], new float[15]);
        CheckpointFileTests.AssertRefused($"'{key}'", () => KnownArchitectures.Build(new(tensors), _source));
        tensors.Remove(key);
        CheckpointFileTests.AssertRefused($"'{key}'", () => KnownArchitectures.Build(new(tensors), _source));
    }

    [Theory]
    [InlineData("absolute_pos_embed", "absolute_pos_embed")]
    [InlineData("relative_position_index_SA", "relative_position_index_SA")]
    [InlineData("layers.0.residual_group.blocks.0.conv_block.cab.0.weight", "conv_block")]
    public void Build_KeyOfARelative_IsRefusedNamingIt(string key, string named)
    {
        var tensors = new SyntheticSwinIr().Tensors();
        tensors.Add(key, new Tensor([1, 16, 8], new float[128]));
        CheckpointFileTests.AssertRefused(named, () => KnownArchitectures.Build(new(tensors), _source));
    }

    [Fact]
    public void Build_HeadsThatDoNotDivideFeatures_IsRefused()
    {
        var tensors = new SyntheticSwinIr().Tensors();
        tensors["layers.1.residual_group.blocks.0.attn.relative_position_bias_table"] = new Tensor([49, 3], new float[147]);
        CheckpointFileTests.AssertRefused("3 attention heads", () => KnownArchitectures.Build(new(tensors), _source));
    }

    [Fact]
    public void Build_WithoutStoredIndexAndMask_IsTheSameNetwork()
    {
        var tensors = new SyntheticSwinIr().Tensors();
        var bare = KnownArchitectures.Build(new(tensors), _source).ToBareOnnx();
        tensors.Add("layers.0.residual_group.blocks.0.attn.relative_position_index", new Tensor([16, 16], new float[256]));
        tensors.Add("layers.0.residual_group.blocks.1.attn_mask", new Tensor([4, 16, 16], new float[1024]));
        Assert.Equal(bare, KnownArchitectures.Build(new(tensors), _source).ToBareOnnx());
    }

    [Fact]
    public void Build_IndexOfAnotherWindow_IsRefused()
    {
        var tensors = new SyntheticSwinIr().Tensors();
        tensors.Add("layers.0.residual_group.blocks.0.attn.relative_position_index", new Tensor([64, 64], new float[4096]));
        CheckpointFileTests.AssertRefused("relative_position_index", () => KnownArchitectures.Build(new(tensors), _source));
    }

    /// <returns>The square of <paramref name="edge"/> pixels that starts at <paramref name="start"/> along both axes of a square image.</returns>
    private static float[] Cut(float[] image, int length, int start, int edge) =>
    [
        .. from channel in Enumerable.Range(0, image.Length / (length * length))
           from y in Enumerable.Range(start, edge)
           from x in Enumerable.Range(start, edge)
           select image[(((channel * length) + y) * length) + x],
    ];

    private static Network Reference(string name) => new ModelLibrary([TestData.PathOf("parity")]).Open(name);
}
