using SuperResFarm.Contracts.Objects;

namespace SuperResFarm.Tests.Contracts;

public class GlobTests
{
    [Theory]
    [InlineData("**/*.jpg", "a.jpg", true)]
    [InlineData("**/*.jpg", "x/y/a.jpg", true)]
    [InlineData("**/*.jpg", "a.jpg.png", false)]
    [InlineData("*.jpg", "x/a.jpg", false)]
    [InlineData("2024/**/raw/*.tif", "2024/raw/a.tif", true)]
    [InlineData("2024/**/raw/*.tif", "2024/05/31/raw/a.tif", true)]
    [InlineData("2024/**/raw/*.tif", "2025/raw/a.tif", false)]
    [InlineData("a?c.png", "abc.png", true)]
    [InlineData("a?c.png", "a/c.png", false)]
    [InlineData("folder/one.png", "folder/one.png", true)]
    [InlineData("folder/one.png", "folder/oneXpng", false)]
    [InlineData("a+(b).png", "a+(b).png", true)]
    [InlineData("*", "two\nlines", true)]
    public void OfKeys_WithOrWithoutWildcards_MatchesWholeKeys(string pattern, string key, bool expected) =>
        Assert.Equal(expected, Glob.OfKeys(pattern).Matches(key));

    [Fact]
    public void Parse_WithFolder_TellsMatchesRelativeToIt()
    {
        var glob = Glob.Parse("photos/2024/*/a?.jpg");
        Assert.Equal("photos/2024", glob.Folder);
        Assert.Equal(1, glob.Depth);
        Assert.True(glob.NamesExtension);
        Assert.True(glob.Matches("may/ab.jpg"));
    }
}
