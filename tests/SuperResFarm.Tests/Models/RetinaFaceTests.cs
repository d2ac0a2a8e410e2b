using System.Text.Json;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Networks;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Tests.Imaging.Codecs;
using Xunit.Abstractions;

namespace SuperResFarm.Tests.Models;

public class RetinaFaceTests(ITestOutputHelper output)
{
    private const string Small = "parity/retinaface_mnet025.pth";

    private static readonly (string Name, int Values)[] _tables = [("bbox", 4), ("conf", 2), ("landmarks", 10)];

    private static readonly (int Stride, int[] Sizes)[] _levels = [(8, [16, 32]), (16, [64, 128]), (32, [256, 512])];

    [DataFact]
    public void Build_ReferenceCheckpoint_AgreesWithPyTorch() => AssertAgrees(Network(Small), "parity/retinaface_mnet025");

    [DataFact]
    public void Build_OfficialFullSizeLayout_AgreesWithPyTorch() =>
        AssertAgrees(PackedCheckpoint.Import("detection_Resnet50_layout"), "parity_large/detection_Resnet50_layout");

    [DataFact]
    public void Card_RealWeights_StatesTaskAndSizes()
    {
        var card = new ModelLibrary([TestData.PathOf("weights")]).Open("detection_mobilenet0.25_Final").Card;
        Assert.Equal(("RetinaFace", ModelTask.DetectFaces, 1, 3), (card.Architecture, card.Task, card.Scale, card.Channels));
        Assert.Equal((1, null, Fidelity.Classical), (card.SizeMultiple, card.FixedSize, card.Fidelity));
        Assert.Null(card.ReceptiveFieldRadius);
    }

    // Lossless and JPEG: decoders of the latter may differ in the last bit of a sample.
    [DataTheory]
    [InlineData("10045.png", 1e-4, 0.01)]
    [InlineData("Blake_Lively.jpg", 0.005, 1)]
    public void ToOnnx_RealWeightsOnPhotos_FindTheKnownFaces(string file, double scoreTolerance, double pixelTolerance)
    {
        var photo = Picture.Read(TestData.PathOf($"inputs/gfpgan/whole/{file}"));
        var (width, height) = (photo.Size.Width, photo.Size.Height);
        using var run = new OnnxRun(Network("weights/detection_mobilenet0.25_Final.pth").ToOnnx(SampleType.UInt8));
        var tables = _tables.ToDictionary(table => table.Name, table => run.RunFor<byte, float>(table.Name, photo.Samples, 1, height, width, 3).Values);
        Assert.All(tables.Values.SelectMany(table => table), value => Assert.True(float.IsFinite(value)));
        var anchors = Anchors(width, height);
        Assert.Equal(anchors.Length * 2, tables["conf"].Length);

        var faces = KnownFaces(file);
        var best = faces.Select(face => Enumerable.Range(0, anchors.Length)
            .Where(i => Math.Abs(Centre(i).X - face.X) < face.Size / 4 && Math.Abs(Centre(i).Y - face.Y) < face.Size / 4)
            .MaxBy(i => tables["conf"][(2 * i) + 1])).ToArray();

        foreach (var (face, anchor) in faces.Zip(best))
        {
            var score = tables["conf"][(2 * anchor) + 1];
            output.WriteLine($"{file}: score {score:f6}, expected {face.Score:f6}; centre off by {Centre(anchor).X - face.X:f4}, {Centre(anchor).Y - face.Y:f4}");
            Assert.InRange(score, face.Score - scoreTolerance, face.Score + scoreTolerance);
            Assert.InRange(Centre(anchor).X, face.X - pixelTolerance, face.X + pixelTolerance);
            Assert.InRange(Centre(anchor).Y, face.Y - pixelTolerance, face.Y + pixelTolerance);
        }
        // Nothing else in the photo is taken for a face.
        for (var i = 0; i < anchors.Length; i++)
            if (tables["conf"][(2 * i) + 1] > 0.97)
                Assert.Contains(faces, face => Math.Abs(Centre(i).X - face.X) < face.Size / 2 && Math.Abs(Centre(i).Y - face.Y) < face.Size / 2);

        (double X, double Y) Centre(int i) => (
            anchors[i].X + (0.1 * tables["bbox"][4 * i] * anchors[i].Size), anchors[i].Y + (0.1 * tables["bbox"][(4 * i) + 1] * anchors[i].Size));
    }

    [DataFact]
    public void ToOnnx_RealWeightsOnALargePhoto_AreFiniteAndSureOfAFace()
    {
        var photo = Picture.Read(TestData.PathOf("inputs/gfpgan/whole/00.jpg"));
        using var run = new OnnxRun(Network("weights/detection_mobilenet0.25_Final.pth").ToOnnx(SampleType.UInt8));
        foreach (var (name, _) in _tables)
        {
            var table = run.RunFor<byte, float>(name, photo.Samples, 1, photo.Size.Height, photo.Size.Width, 3).Values;
            Assert.All(table, value => Assert.True(float.IsFinite(value)));
            if (name == "conf")
                Assert.Contains(table.Chunk(2), scores => scores[1] > 0.97);
        }
    }

    [DataTheory]
    [InlineData(1, 1)]
    [InlineData(1, 33)]
    [InlineData(9, 7)]
    [InlineData(65, 34)]
    public void ToOnnx_AnySize_HasTwoAnchorsAtEachPlace(int height, int width)
    {
        var image = SyntheticImage.Planar(3, height, width).Select(value => (byte)(value * 255)).ToArray();
        using var run = new OnnxRun(Network(Small).ToOnnx(SampleType.UInt8));
        foreach (var (name, values) in _tables)
            Assert.Equal([1, Anchors(width, height).Length, values], run.RunFor<byte, float>(name, image, 1, height, width, 3).Shape);
    }

    [DataFact]
    public void ToOnnx_Bytes_AreTheCentredBgrOfTheBareNetwork()
    {
        const int Height = 45, Width = 50, Area = Height * Width;
        var network = Network(Small);
        var bytes = SyntheticImage.Planar(1, Height, Width * 3).Select(value => (byte)(value * 255)).ToArray();
        float[] mean = [104, 117, 123];
        float[] planar = [.. Enumerable.Range(0, bytes.Length).Select(i => bytes[(i % Area * 3) + 2 - (i / Area)] - mean[i / Area])];
        using var bare = new OnnxRun(network.ToBareOnnx());
        using var run = new OnnxRun(network.ToOnnx(SampleType.UInt8));
        foreach (var (name, _) in _tables)
            Assert.InRange(
                SyntheticImage.LargestDifference(
                    bare.RunFor<float, float>(name, planar, 1, 3, Height, Width).Values, run.RunFor<byte, float>(name, bytes, 1, Height, Width, 3).Values),
                0,
                1e-4);
    }

    [DataFact]
    public void Build_BatchOfTwo_EqualsTwoSingles()
    {
        using var run = new OnnxRun(Network(Small).ToBareOnnx());
        float[] images = [.. SyntheticImage.Planar(6, 37, 53).Select(value => (value * 255) - 110)];
        foreach (var (name, _) in _tables)
        {
            float[] singles = [.. images.Chunk(images.Length / 2).SelectMany(image => run.RunFor<float, float>(name, image, 1, 3, 37, 53).Values)];
            Assert.InRange(SyntheticImage.LargestDifference(singles, run.RunFor<float, float>(name, images, 2, 3, 37, 53).Values), 0, 1e-5);
        }
    }

    [DataFact]
    public void Build_LayerOfTheClassifier_IsLeftOut()
    {
        var network = Built(Weights.Read(Small).With("body.fc.weight", Weights.Zeros(1000, 256)));
        Assert.Equal("RetinaFace", network.Card.Architecture);
    }

    [DataTheory]
    [InlineData("body.stage1.0.0.weight")]
    [InlineData("body.stage1.0.1.bias")]
    [InlineData("body.stage2.3.4.running_mean")]
    [InlineData("fpn.output1.1.bias")]
    [InlineData("fpn.merge2.0.weight")]
    [InlineData("ssh3.conv7x7_3.1.running_var")]
    [InlineData("ClassHead.0.conv1x1.weight")]
    [InlineData("LandmarkHead.2.conv1x1.bias")]
    public void Build_KeyMissing_IsRefusedNamingIt(string missing) =>
        CheckpointFileTests.AssertRefused($"'{missing}'", () => Built(Weights.Read(Small).Without(missing)));

    [DataTheory]
    [InlineData("body.stage1.1.0.weight", 8, 8, 3, 3)]
    [InlineData("body.stage3.1.3.weight", 256, 128, 1, 1)]
    [InlineData("fpn.output1.1.bias", 63)]
    [InlineData("fpn.output1.1.bias", 0)]
    [InlineData("BboxHead.1.conv1x1.weight", 12, 64, 1, 1)]
    [InlineData("ssh4.conv3X3.0.weight", 32, 64, 3, 3)]
    public void Build_KeyMisshapenOrWithoutPlace_IsRefusedNamingIt(string key, params int[] shape) =>
        CheckpointFileTests.AssertRefused($"'{key}'", () => Built(Weights.Read(Small).With(key, Weights.Zeros(shape))));

    private void AssertAgrees(Network network, string reference)
    {
        var (input, shape) = NpyFile.Read(TestData.PathOf(reference + ".in.npy"));
        using var run = new OnnxRun(network.ToBareOnnx());
        Assert.Equal(_tables.Select(table => table.Name), run.Session.OutputNames);
        foreach (var (name, _) in _tables)
        {
            var (expected, expectedShape) = NpyFile.Read(TestData.PathOf($"{reference}.out.{name}.npy"));
            var (actual, actualShape) = run.RunFor<float, float>(name, input, shape);
            Assert.Equal(expectedShape, actualShape);
            var difference = SyntheticImage.LargestDifference(expected, actual);
            output.WriteLine($"{reference} {name}: {difference:e2}");
            Assert.InRange(difference, 0, 1e-4);
        }
    }

    /// <summary>Centres and edges of all anchors in pixels, in the order of the tables.</summary>
    private static (double X, double Y, int Size)[] Anchors(int width, int height) =>
    [
        .. _levels.SelectMany(level => Enumerable.Range(0, (height + level.Stride - 1) / level.Stride)
            .SelectMany(row => Enumerable.Range(0, (width + level.Stride - 1) / level.Stride)
                .SelectMany(column => level.Sizes.Select(size => ((column + 0.5) * level.Stride, (row + 0.5) * level.Stride, size))))),
    ];

    private static Face[] KnownFaces(string file)
    {
        using var known = JsonDocument.Parse(File.ReadAllText(TestData.PathOf("faces/expected_faces.json")));
        var image = known.RootElement.GetProperty("images").EnumerateArray().Single(image => image.GetProperty("image").GetString() == file);
        return
        [
            .. image.GetProperty("detections_conf_0_8").EnumerateArray().Select(face =>
            {
                double[] box = [.. face.GetProperty("box").EnumerateArray().Select(corner => corner.GetDouble())];
                return new Face((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], face.GetProperty("score").GetDouble());
            }),
        ];
    }

    private static Network Network(string file) => Built(Weights.Read(file));

    private static Network Built(Checkpoint checkpoint) => KnownArchitectures.Build(checkpoint, new("test", "00"));

    private sealed record Face(double X, double Y, double Size, double Score);
}
