using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Tests.Cli;

public class ExitCodesTests
{
    [Theory]
    [InlineData(FailureCode.ModelUnavailable, ExitCodes.Environment)]
    [InlineData(FailureCode.ModelInvalid, ExitCodes.Environment)]
    [InlineData(FailureCode.SettingsInvalid, ExitCodes.WrongUse)]
    [InlineData(FailureCode.SourceCorrupt, ExitCodes.SomeFailed)]
    public void Of_FailureOfTheWholeCommand_TellsWhatToMend(FailureCode code, int expected) => Assert.Equal(expected, ExitCodes.Of(code));
}
