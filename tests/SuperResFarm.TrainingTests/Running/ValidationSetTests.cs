using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Quality;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Training.Networks;
using SuperResFarm.Training.Running;
using TorchSharp;

namespace SuperResFarm.TrainingTests.Running;

public sealed class ValidationSetTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Read_PairsAndSinglePictures_AreCountedOnce()
    {
        var folder = Pictures.Folder(_temp["valid"], count: 1);
        Write("valid/a_HR.png", 64, shrunk: 1);
        Write("valid/a_LR.png", 64, shrunk: 4);
        Assert.Equal(2, ValidationSet.Read(folder, 4).Count);
    }

    [Fact]
    public void Read_PairOfAnotherScale_IsRefused()
    {
        Directory.CreateDirectory(_temp["valid"]);
        Write("valid/a_HR.png", 64, shrunk: 1);
        Write("valid/a_LR.png", 64, shrunk: 2);
        Assert.Contains("a_HR", Assert.Throws<FarmException>(() => ValidationSet.Read(_temp["valid"], 4)).Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Measure_GrayPicture_IsItsOwnLuma()
    {
        var leaves = Pictures.Leaves(0, 96);
        for (var i = 0; i < leaves.Samples.Length; i++)
            leaves.Samples[i] = leaves.Samples[i / 3 * 3];
        Directory.CreateDirectory(_temp["gray"]);
        File.WriteAllBytes(_temp["gray/a.png"], RasterPng.Write(leaves));
        using var network = new CompactNetwork(new(4, 1, 4), torch.CPU);   // of zeros: it repeats pixels
        var repeated = Upscaler.Enlarge(network, Imresize.Shrink(leaves, 4), torch.CPU);
        var expected = Psnr.Of((Plane.Of(repeated, 0).Inside(4), Plane.Of(leaves, 0).Inside(4)));
        Assert.Equal(expected, ValidationSet.Read(_temp["gray"], 4).Measure(network, torch.CPU), 1e-9);
    }

    private void Write(string name, int edge, int shrunk) => File.WriteAllBytes(_temp[name], RasterPng.Write(Imresize.Shrink(Pictures.Leaves(0, edge), shrunk)));
}
