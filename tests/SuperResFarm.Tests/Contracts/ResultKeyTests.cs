using SuperResFarm.Contracts.Messages;
using SuperResFarm.Contracts.Objects;

namespace SuperResFarm.Tests.Contracts;

public class ResultKeyTests
{
    private static readonly UpscaleParameters _plain = new() { Model = "compact" };

    [Theory]
    [InlineData("out", "a/b/cat.png", "x4", "png", "out/a/b/cat_compact_x4.png")]
    [InlineData("out", "a/b/cat.jpg", "x4", "png", "out/a/b/cat_jpg_compact_x4.png")]
    [InlineData("out/", "cat.tar.gz", "x2", "png", "out/cat.tar_gz_compact_x2.png")]
    [InlineData("", ".hidden", "x2.5", "webp", ".hidden_compact_x2.5.webp")]
    [InlineData("p/q", "noextension", "x4", "tif", "p/q/noextension_compact_x4.tif")]
    [InlineData("p", "cat.JPG", "800x600", "JPG", "p/cat_compact_800x600.JPG")]
    [InlineData("p", "cat.jpeg", null, "jpg", "p/cat_jpeg_compact.jpg")]
    public void Of_AnySource_KeepsFoldersAndNamesModelAndSize(string prefix, string source, string? size, string extension, string key) =>
        Assert.Equal(key, ResultKey.Of(prefix, source, "compact", size, extension));

    [Fact]
    public void Of_SourcesThatDifferInExtensionOnly_KeepApart()
    {
        string[] sources = ["cat.jpg", "cat.JPG", "cat.jpeg", "cat.png", "cat.webp"];
        Assert.Equal(sources.Length, sources.Select(source => ResultKey.Of("out", source, "compact", "x4", "png")).Distinct().Count());
    }

    [Fact]
    public void SizeOf_WhatIsAskedFor_GoesBeforeTheModel()
    {
        Assert.Equal("x4", ResultKey.SizeOf(_plain, 4));
        Assert.Null(ResultKey.SizeOf(_plain, null));
        Assert.Equal("x2.5", ResultKey.SizeOf(_plain with { OutScale = 2.5 }, 4));
        Assert.Equal("800x600", ResultKey.SizeOf(_plain with { OutWidth = 800, OutHeight = 600 }, 4));
    }
}
