using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Tests.Models;

public class FidelityLadderTests
{
    [Theory]
    [InlineData(FidelityLevel.Evidence, "classical, psnr")]
    [InlineData(FidelityLevel.Faithful, "classical, psnr")]
    [InlineData(FidelityLevel.Balanced, "classical, psnr, perceptual")]
    [InlineData(FidelityLevel.Perceptual, "classical, psnr, perceptual, face")]
    public void Allows_Level_IsTheTableOfTheDocument(FidelityLevel level, string classes)
    {
        Assert.Equal(classes, FidelityLadder.ClassesOf(level));
        var document = File.ReadAllText(Path.Combine(Solution(), "docs", "evidence.md"));
        Assert.Contains($"| `{level.Spelled()}` | {classes} |", document, StringComparison.Ordinal);
        Assert.All(FidelityLadder.DefaultsOf(level), name => Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_ModelOfUnknownTraining_IsRefusedUnderEvidence()
    {
        var card = new ModelSource("mine", new('a', 64)).Card("onnx", 4, 3, null);
        var fault = Assert.Throws<FarmException>(() => FidelityLadder.Check(FidelityLevel.Evidence, card, ["bicubic", "lanczos"]));
        Assert.Equal((FailureCode.SettingsInvalid, Disposition.Reject), (fault.Code, fault.Next));
        Assert.Contains("'mine' counts as perceptual, and the fidelity evidence allows classical, psnr only: use bicubic, lanczos", fault.Message, StringComparison.Ordinal);
        FidelityLadder.Check(FidelityLevel.Balanced, card, []);
        FidelityLadder.Check(null, card with { Fidelity = Fidelity.Face }, []);
    }

    [Fact]
    public void UsualDeblock_Evidence_IsOff() =>
        Assert.Equal(["off", "auto", "auto", "auto"], Enum.GetValues<FidelityLevel>().Select(level => FidelityLadder.UsualDeblock(level).ToString()));

    private static string Solution()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "SuperResFarm.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
