using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Tests.Contracts;

public class LabelRulesTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("project", true)]
    [InlineData("a.b_c-9", true)]
    [InlineData("", false)]
    [InlineData("Project", false)]
    [InlineData("9a", false)]
    [InlineData(".a", false)]
    [InlineData("a b", false)]
    [InlineData("a:b", false)]
    [InlineData("a=b", false)]
    [InlineData("a/b", false)]
    [InlineData("ä", false)]
    [InlineData("a\n", false)]
    public void Name_IsOneOrNot(string name, bool good) => Assert.Equal(good, LabelRules.MistakeInName(name) is null);

    [Theory]
    [InlineData("", true)]
    [InlineData("old maps: a=b/c", true)]
    [InlineData("𝄞 é", true)]
    [InlineData("a\tb", false)]
    [InlineData("\0", false)]
    [InlineData("\u001b[2J", false)]
    [InlineData("\u009b", false)]
    [InlineData(null, false)]
    public void Value_IsOneOrNot(string? value, bool good) => Assert.Equal(good, LabelRules.MistakeInValue(value) is null);

    [Fact]
    public void Lengths_AreLimited()
    {
        Assert.Null(LabelRules.MistakeInName(new string('a', 63)));
        Assert.NotNull(LabelRules.MistakeInName(new string('a', 64)));
        Assert.Null(LabelRules.MistakeInValue(new string('a', 255)));
        Assert.NotNull(LabelRules.MistakeInValue(new string('a', 256)));
        Assert.NotNull(LabelRules.MistakeInValue("a\ud800"));
    }
}
