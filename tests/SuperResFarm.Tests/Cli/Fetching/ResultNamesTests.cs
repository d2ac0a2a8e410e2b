using SuperResFarm.Cli.Fetching;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Tests.Cli.Fetching;

public class ResultNamesTests
{
    [Theory]
    [InlineData("a.png")]
    [InlineData("dir/Grüße #1.png")]
    [InlineData("...png")]
    [InlineData("deep/.superres.jsonl")]
    public void PathOf_GoodName_LiesBelowTheFolder(string name) => Assert.Equal($"/out/{name}", ResultNames.PathOf("/out", name));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("../a.png")]
    [InlineData("a/../../b.png")]
    [InlineData("./a.png")]
    [InlineData("a//b.png")]
    [InlineData("a/")]
    [InlineData("a\\b.png")]
    [InlineData("a\0.png")]
    [InlineData("a\n.png")]
    [InlineData("a\u001b[2J.png")]
    [InlineData(".superres-farm.jsonl")]
    [InlineData(".superres.jsonl")]
    public void PathOf_HostileName_IsRefusedAndShownHarmlessly(string name)
    {
        var fault = Assert.Throws<CommandException>(() => ResultNames.PathOf("/out", name));
        Assert.DoesNotContain(fault.Message, char.IsControl);
    }

    [Fact]
    public void PathOf_NameLongerThanFilesHave_IsRefused() => Assert.Throws<CommandException>(() => ResultNames.PathOf("/out", $"a/{new string('ü', 128)}"));
}
