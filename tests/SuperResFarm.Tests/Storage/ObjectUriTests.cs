using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Tests.Storage;

public class ObjectUriTests
{
    /// <summary>Addresses that must not reach any store.</summary>
    public static TheoryData<string> Hostile => [.. _lines, "s3://bucket/" + new string('k', 1025), "s3://bucket/" + new string('ä', 513), $"s3://{new string('b', 64)}/key"];

    private static readonly string[] _lines =
    [
        "", " ", "s3", "s3:", "s3:/", "s3://", "s3:///", "s3:///key", "s3://bucket", "s3://bucket/", "bucket/key", "/bucket/key", "S3://bucket/key", " s3://bucket/key",
        "http://bucket/key", "https://bucket.s3.amazonaws.com/key", "file:///etc/passwd", "file://bucket/key", "gs://bucket/key", "s3a://bucket/key", "folder:/bucket/key",
        "s3://Bucket/key", "s3://bu/key", "s3://-bucket/key", "s3://bucket-/key", "s3://.bucket/key", "s3://bu..cket/key", "s3://../key", "s3://bucket\\/key", "s3://buc ket/key",
        "s3://127.0.0.1/key", "s3://bucket:9000/key", "s3://user@bucket/key", "s3://user:secret@bucket/key", "s3://bucket_x/key", "s3://bücket/key", "s3://bucket%2f/key", "s3://bucket?x/key",
        "s3://bucket//key", "s3://bucket/a//b", "s3://bucket/a/", "s3://bucket/.", "s3://bucket/..", "s3://bucket/../key", "s3://bucket/a/../b", "s3://bucket/a/./b", "s3://bucket/a/..",
        "s3://bucket/a\\b", "s3://bucket/..\\b", "s3://bucket/a\0b", "s3://bucket/a\nb", "s3://bucket/a\rb", "s3://bucket/a\tb", "s3://bucket/a\u007fb", "s3://bucket/a\u0085b",
        "s3://bucket/a\u2028b", "s3://bucket/a\u202egnp", "s3://bucket/a\ufeffb", "s3://bucket/a\uffffb",
        "s3://bucket/%2e%2e/key", "s3://bucket/%2E%2E/key", "s3://bucket/.%2e/key", "s3://bucket/a%2fb", "s3://bucket/a%2Fb", "s3://bucket/a%5cb", "s3://bucket/a%00b", "s3://bucket/a%0ab",
        "s3://bucket/%252e%252e/key", "s3://bucket/a%7fb", "s3://bucket/%c0%ae%c0%ae/key", "s3://bucket/%C1%9c",
    ];

    [Theory, MemberData(nameof(Hostile))]
    public void Parse_HostileAddress_IsRefusedInOneSentence(string text)
    {
        var fault = Assert.Throws<FarmException>(() => ObjectUri.Parse(text));
        Assert.Equal((FailureCode.AddressInvalid, Disposition.Reject), (fault.Code, fault.Next));
        Assert.DoesNotContain(fault.Message, char.IsControl);
        Assert.True(fault.Message.Length < 600);
    }

    [Theory]
    [InlineData("s3://bucket/key", "bucket", "key")]
    [InlineData("s3://my.bucket-1/a/b c/ü 照片 😀.png", "my.bucket-1", "a/b c/ü 照片 😀.png")]
    [InlineData("s3://bucket/50%.png", "bucket", "50%.png")]
    [InlineData("s3://bucket/a%20b+c&d=e?f#g;h'i\"j<k>.png", "bucket", "a%20b+c&d=e?f#g;h'i\"j<k>.png")]
    [InlineData("s3://bucket/...", "bucket", "...")]
    [InlineData("s3://bucket/..a/.b", "bucket", "..a/.b")]
    public void Parse_Address_TakesTheKeyLiterally(string text, string bucket, string key)
    {
        var uri = ObjectUri.Parse(text);
        Assert.Equal((bucket, key, text), (uri.Bucket, uri.Key, uri.ToString()));
        Assert.Equal(uri, ObjectUri.Of(bucket, key));
    }

    // Not rows of the table above: a runner that hands rows over as UTF-8 would mend them on the way.
    [Fact]
    public void Parse_HalfASurrogatePair_IsRefused()
    {
        foreach (var key in new[] { "a\ud800b", "a\udc00\ud800b", "\ud800", "a\udc00" })
            Assert.Equal(FailureCode.AddressInvalid, Assert.Throws<FarmException>(() => ObjectUri.Parse("s3://bucket/" + key)).Code);
    }

    [Fact]
    public void Parse_FolderScheme_IsTheSameObject() =>
        Assert.Equal(ObjectUri.Parse("s3://bucket/a/b"), ObjectUri.Parse("folder://bucket/a/b"));

    [Fact]
    public void Parse_LongestKey_IsTaken() => Assert.Equal(1024, ObjectUri.Parse("s3://bucket/" + new string('k', 1024)).Key.Length);

    [Theory]
    [InlineData("s3://bucket", "")]
    [InlineData("s3://bucket/", "")]
    [InlineData("s3://bucket/a", "a")]
    [InlineData("s3://bucket/a/", "a/")]
    [InlineData("s3://bucket/a/b-", "a/b-")]
    public void ParsePrefix_Prefix_IsTaken(string text, string start) => Assert.Equal(start, ObjectPrefix.Parse(text).Start);

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3://bucket//")]
    [InlineData("s3://bucket/a//")]
    [InlineData("s3://bucket/../")]
    [InlineData("s3://bucket/a/..")]
    [InlineData("s3://bucket/a\n")]
    [InlineData("s3://bucket/%2e%2e/")]
    public void ParsePrefix_Hostile_IsRefused(string text) =>
        Assert.Equal(FailureCode.AddressInvalid, Assert.Throws<FarmException>(() => ObjectPrefix.Parse(text)).Code);
}
