using SuperResFarm.Contracts.Objects;

namespace SuperResFarm.Tests.Contracts;

public class ResultKeyTests
{
    [Theory]
    [InlineData("out", "a/b/cat.jpg", 4, "png", "out/a/b/cat_compact_x4.png")]
    [InlineData("out/", "cat.tar.gz", 2, "png", "out/cat.tar_compact_x2.png")]
    [InlineData("", ".hidden", 2.5, "webp", ".hidden_compact_x2.5.webp")]
    [InlineData("p/q", "noextension", 4, "tif", "p/q/noextension_compact_x4.tif")]
    public void Of_AnySource_KeepsFoldersAndNamesModelAndScale(string prefix, string source, double scale, string extension, string key) =>
        Assert.Equal(key, ResultKey.Of(prefix, source, "compact", scale, extension));
}
