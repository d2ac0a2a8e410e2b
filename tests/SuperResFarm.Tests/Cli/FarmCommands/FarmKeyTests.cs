using SuperResFarm.Cli.FarmCommands;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Tests.Cli.FarmCommands;

public class FarmKeyTests
{
    [Fact]
    public void Of_FileAndVariable_TakesTheFile()
    {
        var (one, two, file) = (KeyText.Create(), KeyText.Create(), Path.GetTempFileName());
        File.WriteAllText(file, one.Reveal() + "\n");
        Assert.Equal(one, FarmKey.Of(file, two.Reveal()));
        Assert.Equal(two, FarmKey.Of(null, two.Reveal()));
        Assert.Null(FarmKey.Of(null, null));
        Assert.Null(FarmKey.Of(null, ""));
        File.WriteAllText(file, "");
        Assert.Throws<CommandException>(() => FarmKey.Of(file, two.Reveal()));
        File.Delete(file);
        Assert.Throws<CommandException>(() => FarmKey.Of(file, null));
    }

    [Fact]
    public void Of_SomethingElse_IsRefusedWithoutRepeatingIt()
    {
        var fault = Assert.Throws<CommandException>(() => FarmKey.Of(null, "hunter2"));
        Assert.Equal(ExitCodes.WrongUse, fault.ExitCode);
        Assert.DoesNotContain("hunter2", fault.Message, StringComparison.Ordinal);
        Assert.Contains("SUPERRES_KEY", fault.Message, StringComparison.Ordinal);
    }
}
