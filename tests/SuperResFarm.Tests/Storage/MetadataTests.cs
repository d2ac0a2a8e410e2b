using FsCheck.Xunit;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Tests.Storage;

public class MetadataTests
{
    [Property]
    public bool Encode_AnyText_IsPlainAsciiAndComesBack(string? text)
    {
        // Half a surrogate pair is no text; UTF-8 cannot carry it.
        var valid = new string([.. (text ?? "").Where(c => !char.IsSurrogate(c))]);
        var header = HeaderText.Encode(valid);
        return header.All(c => c is >= ' ' and <= '~') && header.Trim() == header && HeaderText.Decode(header) == valid;
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain text; with=signs")]
    [InlineData(" leading")]
    [InlineData("two  spaces")]
    [InlineData("=?UTF-8?B?not really?=")]
    [InlineData("Grüße, 写真 😀")]
    public void Encode_Text_ComesBack(string text) => Assert.Equal(text, HeaderText.Decode(HeaderText.Encode(text)));

    [Theory]
    [InlineData("=?UTF-8?B?%%%?=")]
    [InlineData("=?UTF-8?B?=")]
    [InlineData("=?ISO-8859-1?Q?a?=")]
    public void Decode_WhatNobodyEncoded_StaysAsItIs(string header) => Assert.Equal(header, HeaderText.Decode(header));

    [Theory]
    [InlineData("Upper", "x")]
    [InlineData("", "x")]
    [InlineData("under_score", "x")]
    [InlineData("sha256", "x")]
    [InlineData("write-id", "x")]
    [InlineData("a", "line\nbreak")]
    [InlineData("a", "nul\0")]
    public void Check_BadNote_IsRefused(string name, string value) => AssertRefused(new()
    {
        Metadata = new Dictionary<string, string> { [name] = value },
    });

    [Fact]
    public void Check_TooManyBytes_IsRefused() => AssertRefused(new()
    {
        Metadata = new Dictionary<string, string> { ["a"] = new('x', 800), ["b"] = new('x', 800) },
    });

    [Theory, InlineData(""), InlineData("png"), InlineData("image/png\r\nx: y"), InlineData("image/\"")]
    public void Check_BadMediaType_IsRefused(string type) => AssertRefused(new()
    {
        ContentType = type,
    });

    [Fact]
    public void Check_BadSha256_IsRefused() => AssertRefused(new()
    {
        Sha256 = new('A', 64),
    });

    private static void AssertRefused(WriteOptions options) =>
        Assert.Equal(FailureCode.SettingsInvalid, Assert.Throws<FarmException>(() => MetadataRules.Check(options)).Code);
}
