using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Training.Checkpoints;

namespace SuperResFarm.TrainingTests.Checkpoints;

public sealed class PthFileTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Write_Arrays_AreReadBackInOrder()
    {
        PthFile.Write(_temp["a.pth"], "params_ema", [new("body.0.weight", [2, 1, 1, 1], [1, -2]), new("body.0.bias", [2], [0.5f, float.Epsilon]), new("one", [], [7])]);
        var read = CheckpointFile.Read(_temp["a.pth"]);
        Assert.Equal(["body.0.weight", "body.0.bias", "one"], read.Keys);
        Assert.Equal("2x1x1x1", read.Require("body.0.weight").ToString());
        Assert.Equal([0.5f, float.Epsilon], read.Require("body.0.bias").Values.ToArray());
        Assert.Equal(0, read.Require("one").Rank);
    }

    [Fact]
    public void Write_SameArrays_AreTheSameBytes()
    {
        NamedArray[] arrays = [new("w", [3], [1, 2, 3])];
        PthFile.Write(_temp["a.pth"], null, arrays);
        PthFile.Write(_temp["b.pth"], null, arrays);
        Assert.Equal(File.ReadAllBytes(_temp["a.pth"]), File.ReadAllBytes(_temp["b.pth"]));
    }

    [Fact]
    public void Write_FolderGone_LeavesNothing() =>
        Assert.Throws<DirectoryNotFoundException>(() => PthFile.Write(Path.Combine(_temp["gone"], "a.pth"), null, []));
}
