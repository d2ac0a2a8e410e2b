using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Tests.Inference.Providers;

public class OnnxVersionsTests
{
    [Fact]
    public void OfThisProcess_Match()
    {
        Assert.True(OnnxVersions.OfThisProcess.Match, OnnxVersions.OfThisProcess.ToString());
        OnnxVersions.OfThisProcess.RequireMatch();
        Assert.Equal(OnnxEnvironment.Instance.GetVersionString(), OnnxVersions.OfThisProcess.Native);
    }

    [Theory]
    [InlineData("1.31.0", "1.31.1.0")]
    [InlineData("1.3.1", "1.31.1.0")]
    [InlineData("1.31.10", "1.31.1.0")]
    [InlineData(null, "1.31.1.0")]
    [InlineData("1.31.1", null)]
    public void RequireMatch_Differ_NamesBothAndTheRemedy(string? native, string? managed)
    {
        var versions = new OnnxVersions(native, managed is null ? null : Version.Parse(managed));
        Assert.False(versions.Match);
        var fault = Assert.Throws<FarmException>(versions.RequireMatch);
        Assert.Equal(FailureCode.EngineFailed, fault.Code);
        Assert.Contains(native ?? "unknown", fault.Message, StringComparison.Ordinal);
        Assert.Contains("empty folder", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Match_FourthNumber_DoesNotCount() => Assert.True(new OnnxVersions("1.31.1", new(1, 31, 1, 7)).Match);
}
