using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Tests.Contracts;

public class FailureCodesTests
{
    [Theory]
    [InlineData(FailureCode.SourceTooLarge, "source-too-large")]
    [InlineData(FailureCode.ModelUnavailable, "model-unavailable")]
    [InlineData(FailureCode.Internal, "internal")]
    public void Spelled_AnyCode_IsLowerCaseWithHyphens(FailureCode code, string spelled) =>
        Assert.Equal(spelled, code.Spelled());
}
