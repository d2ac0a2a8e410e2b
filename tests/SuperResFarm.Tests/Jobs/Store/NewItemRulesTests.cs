using FsCheck.Xunit;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Tests.Jobs.Store;

public class NewItemRulesTests
{
    [Theory]
    [InlineData("s3://in/a.png", "s3://out/a.png", null, "")]
    [InlineData("🦉", "s3://out/a.png", "\"etag\"", "")]
    [InlineData("", "s3://out/a.png", null, "source")]
    [InlineData("a\nb", "", "", "source target version")]
    [InlineData("tab\t", "out.png", "a\u0085b", "source version")]
    public void MistakesIn_Items_NamesEachPart(string source, string target, string? version, string parts) =>
        Assert.Equal(parts, string.Join(' ', NewItemRules.MistakesIn(new NewItem(source, target) { Version = version }).Select(mistake => mistake.Part)));

    [Fact]
    public void MistakesIn_LongestAndOneMore_DrawsTheLine()
    {
        Assert.Empty(NewItemRules.MistakesIn(new NewItem(new string('s', 2048), new string('t', 2048)) { Version = new string('v', 255) }));
        Assert.Equal(3, NewItemRules.MistakesIn(new NewItem(new string('s', 2049), new string('t', 2049)) { Version = new string('v', 256) }).Count());
        Assert.Equal(2, NewItemRules.MistakesIn(default).Count());
        Assert.Equal(2, NewItemRules.MistakesIn(new NewItem("half a pair \ud83e", "\udc00 the other")).Count());
    }

    [Fact]
    public void Storable_TargetThatIsTheSource_IsRefused()
    {
        var refusal = NewItemRules.Storable(new NewItem("s3://b/a.png", "s3://b/a.png")).Refusal;
        Assert.Equal(FailureCode.OutputUnwritable, refusal?.Code);
        Assert.Null(NewItemRules.Storable(new NewItem("s3://b/a.png", "s3://b/A.png")).Refusal);
    }

    [Property(MaxTest = 500)]
    public void Storable_RefusedWhateverItHas_CanBeStored(string? source, string? target, string? version, string? message)
    {
        var stored = NewItemRules.Storable(new NewItem(source!, target!)
        {
            Version = version,
            Refusal = new Refusal(FailureCode.AddressInvalid, message!),
        });
        foreach (var text in new[] { stored.Source, stored.Target, stored.Version, stored.Refusal!.Message })
            Assert.True(string.IsNullOrEmpty(text) || StorableText.Fits(text, 2048));
        Assert.Equal(version is null, stored.Version is null);
    }

    [Fact]
    public void Of_TooLongAndDirty_IsShortenedBetweenCharacters()
    {
        Assert.Equal("a\uFFFDb", StorableText.Of("a\tb", 10));
        Assert.Equal("a\uFFFD", StorableText.Of("a\ud83e", 10));
        Assert.Equal("abc", StorableText.Of("abc🦉", 4));
        Assert.Equal("abc🦉", StorableText.Of("abc🦉d", 5));
        Assert.Equal("", StorableText.Of(null, 5));
    }
}
