using System.Text.Json;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Quality;
using SuperResFarm.Inference.Perceptual;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Perceptual;
using SuperResFarm.Tests.Imaging.Quality;
using SuperResFarm.Tests.Models;

namespace SuperResFarm.Tests.Inference.Perceptual;

public class LpipsTests
{
    [DataTheory]
    [InlineData("alex")]
    [InlineData("squeeze")]
    public void Measure_Benchmark_GivesTheReferenceDistances(string net)
    {
        using var folder = new LpipsFolder(net);
        using var meter = new LpipsMeter(folder.Weights(net).Open(null, allowUnverified: true));
        using var expected = JsonDocument.Parse(File.ReadAllText(TestData.PathOf("lpips/expected.json")));
        JsonElement[] cases = [.. expected.RootElement.EnumerateArray().Where(one => one.GetProperty("net").GetString() == net)];
        Assert.NotEmpty(cases);
        Assert.All(cases, one =>
        {
            var (high, enlarged) = Read(one.GetProperty("image").GetString()!);
            var actual = meter.Measure(high, enlarged);
            Assert.All(one.GetProperty("per_layer").EnumerateArray().Zip(actual), layer => Assert.Equal(1, layer.Second / layer.First.GetDouble(), 1e-4));
            Assert.Equal(one.GetProperty("lpips").GetDouble(), actual.Sum(), 1e-7);
        });
    }

    [DataFact]
    public void Measure_EqualOrGrayImages_IsZeroAndThatOfThreeEqualChannels()
    {
        using var folder = new LpipsFolder("squeeze");
        using var meter = new LpipsMeter(folder.Weights("squeeze").Open(null, allowUnverified: true));
        var (gray, other) = (Rasters.Waves(40, 33, 1), Rasters.Gray(40, 33, (x, y) => x * y % 256));
        Assert.Equal(0, meter.Measure(gray, gray).Sum());
        Assert.Equal(meter.Measure(Colored(gray), Colored(other)), meter.Measure(gray, other));
        Assert.True(meter.Measure(gray, other).Sum() > 1e-4);
        Assert.Throws<ArgumentOutOfRangeException>(() => meter.Measure(Rasters.Waves(31, 40), Rasters.Waves(31, 40)));
    }

    // No reference has the widest trunk: its shape must be right, and images nearer to another must be nearer.
    [DataFact]
    public void Measure_Vgg_GrowsWithTheDistance()
    {
        using var meter = new LpipsMeter(LpipsGraph.Write(LpipsFolder.NetOf("vgg"), RandomVgg(), Weights.Read("lpips/v0.1/vgg.pth")));
        var image = Rasters.Waves(48, 40);
        var (near, far) = (Shifted(image, 4), Shifted(image, 40));
        var (small, large) = (meter.Measure(image, near), meter.Measure(image, far));
        Assert.Equal(5, small.Count);
        Assert.InRange(small.Sum(), 1e-9, large.Sum() / 2);
    }

    [DataFact]
    public void Open_AnotherTrunk_IsRefusedUnlessItsChecksumIsGiven()
    {
        using var folder = new LpipsFolder("alex");
        var (weights, path) = (folder.Weights("alex"), Path.Combine(folder.Root, "alexnet-owt-7be5be79.pth"));
        using var trunk = File.OpenRead(path);
        var sha256 = FileHash.Sha256(trunk);
        var fault = Assert.Throws<FarmException>(() => weights.Open(null, allowUnverified: false));
        Assert.Equal(FailureCode.ModelInvalid, fault.Code);
        Assert.All([path, sha256, "7be5be791159472b", "--lpips-sha256", "--allow-unverified"], part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.Throws<FarmException>(() => weights.Open(new string('0', 64), allowUnverified: false));
        Assert.Equal(weights.Open(null, allowUnverified: true), weights.Open(sha256.ToUpperInvariant(), allowUnverified: false));
    }

    [DataFact]
    public void Open_OtherHeads_AreRefused()
    {
        using var folder = new LpipsFolder("alex", "squeeze");
        var sha256 = Checksum(Path.Combine(folder.Root, "alexnet-owt-7be5be79.pth"));
        File.Copy(Path.Combine(folder.Root, "squeeze.pth"), Path.Combine(folder.Root, "alex.pth"), overwrite: true);
        Assert.Contains("alex.pth' has the SHA-256", Assert.Throws<FarmException>(() => folder.Weights("alex").Open(sha256, false)).Message, StringComparison.Ordinal);
        Assert.Contains("lin", Assert.Throws<FarmException>(() => folder.Weights("alex").Open(null, true)).Message, StringComparison.Ordinal);
    }

    [DataFact]
    public void Open_TrunkOfAnotherNetwork_NamesTheKey()
    {
        using var folder = new LpipsFolder("alex", "squeeze");
        File.Copy(Path.Combine(folder.Root, "squeezenet1_1-b8a52dc0.pth"), Path.Combine(folder.Root, "alexnet-owt-7be5be79.pth"), overwrite: true);
        Assert.Contains("'features.0.weight'", Assert.Throws<FarmException>(() => folder.Weights("alex").Open(null, true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_HalfOfTheFiles_IsNothing()
    {
        using var folder = new LpipsFolder();
        File.WriteAllText(Path.Combine(folder.Root, "alex.pth"), "");
        Assert.Null(LpipsWeights.Find(LpipsFolder.NetOf("alex"), [folder.Root, Path.Combine(folder.Root, "gone")]));
    }

    [CheckerTheory]
    [InlineData("alex")]
    [InlineData("squeeze")]
    [InlineData("vgg")]
    public void Write_EveryTrunk_PassesTheChecker(string net)
    {
        using var folder = new LpipsFolder(net == "vgg" ? [] : [net]);
        var file = Path.Combine(folder.Root, $"{net}.onnx");
        File.WriteAllBytes(file, net == "vgg"
            ? LpipsGraph.Write(LpipsFolder.NetOf(net), RandomVgg(), Weights.Read("lpips/v0.1/vgg.pth"))
            : folder.Weights(net).Open(null, allowUnverified: true));
        Assert.Equal("", OnnxChecker.Faults([file]));
    }

    private static (Raster High, Raster Enlarged) Read(string image)
    {
        Raster Open(string name) => RasterReader.Read(TestData.PathOf($"benchmark/Set5/{name}"), new ImageLimits()).Image;
        return (Open(image), Imresize.Enlarge(Open(image.Replace("_HR", "_LR", StringComparison.Ordinal)), 4));
    }

    private static Raster Colored(Raster gray) => Rasters.Of(gray.Size.Width, gray.Size.Height, 3, (x, y, _) => gray.Samples[y * gray.Size.Width + x]);

    private static Raster Shifted(Raster image, int most) => Rasters.Of(
        image.Size.Width, image.Size.Height, 3, (x, y, c) => (image.Samples[(y * image.Size.Width + x) * 3 + c] + x * y % most) % 256);

    private static string Checksum(string path)
    {
        using var file = File.OpenRead(path);
        return FileHash.Sha256(file);
    }

    // A classifier as torchvision saves it has more than features.
    private static Checkpoint RandomVgg()
    {
        var tensors = new OrderedDictionary<string, Tensor> { ["classifier.6.bias"] = Weights.Zeros(3) };
        var from = 3;
        foreach (var (index, to) in ((int, int)[])[(0, 64), (2, 64), (5, 128), (7, 128), (10, 256), (12, 256), (14, 256), (17, 512), (19, 512), (21, 512), (24, 512), (26, 512), (28, 512)])
        {
            tensors[$"features.{index}.weight"] = Weights.Random(index + 1, to, from, 3, 3);
            tensors[$"features.{index}.bias"] = Weights.Random(index + 100, to);
            from = to;
        }
        return new(tensors);
    }
}
