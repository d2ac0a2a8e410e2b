using SuperResFarm.Cli.Pairing;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Cli.Pairing;

public sealed class PairFinderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_PlainFolder_MakesLowResolutions()
    {
        Touch("a/2.png", "a/1.jpg", "a/notes.txt", "a/.hidden.png", "a/inner/3.png");
        Assert.Equal([new("a", _folder["a/1.jpg"], null), new("a", _folder["a/2.png"], null)], Find(["a"], []));
    }

    [Fact]
    public void Find_BothInOneFolder_ArePairedInAnyCase()
    {
        Touch("a/1_HR.png", "a/1_LR.jpg", "a/2_hr.png", "a/2_lr.png", "a/3.png", "a/3_LR.png");
        Assert.Equal(
            [("1_HR.png", "1_LR.jpg"), ("2_hr.png", "2_lr.png"), ("3.png", "3_LR.png")],
            Find(["a"], []).Select(pair => (pair.Name, Path.GetFileName(pair.Low))));
        Assert.All(new PairFinder(4, ownLow: true).Find([_folder["a"]], []), pair => Assert.Null(pair.Low));
    }

    [Fact]
    public void Find_MissingPartners_AreFaultsThatNameThem()
    {
        Touch("a/1_HR.png", "a/1_LR.png", "a/2_HR.png", "a/3_LR.png");
        var pairs = Find(["a"], []);
        Assert.Equal([null, "its low resolution '2_LR' is missing beside it", "its high resolution '3_HR' is missing beside it"], pairs.Select(pair => pair.Fault));
        Assert.Equal("3_LR.png", pairs[2].Name);
    }

    [Theory]
    [InlineData("1.png")]
    [InlineData("1x4.png")]
    [InlineData("1_LR.webp")]
    public void Find_TwoFolders_PairsTheUsualNames(string low)
    {
        Touch("high/1_HR.png", "high/2.png", $"low/{low}", "low/2x3.png");
        var pairs = Find(["high"], ["low"]);
        Assert.Equal(_folder[$"low/{low}"], pairs[0].Low);
        Assert.Contains("'2x4'", pairs[1].Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_FoldersOfOneName_AreTellableApart()
    {
        Touch("x/set/1.png", "y/set/1.png", "z/1.png");
        Assert.Equal([_folder["x/set"], _folder["y/set"], "z"], Find(["x/set", "y/set", "z"], []).Select(pair => pair.Set));
    }

    [Fact]
    public void Find_NoFolderOrOtherNumbers_IsRefused()
    {
        Touch("a/1.png", "b/1.txt");
        Assert.Equal(FailureCode.SourceMissing, Assert.Throws<FarmException>(() => Find(["gone"], [])).Code);
        Assert.Equal(FailureCode.SourceMissing, Assert.Throws<FarmException>(() => Find(["b"], [])).Code);
        Assert.Throws<CommandException>(() => Find(["a"], ["a", "a"]));
    }

    private IReadOnlyList<ImagePair> Find(string[] folders, string[] lows) =>
        new PairFinder(4, ownLow: false).Find([.. folders.Select(name => _folder[name])], [.. lows.Select(name => _folder[name])]);

    private void Touch(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            File.WriteAllText(_folder[name], "");
        }
    }
}
