using Microsoft.Extensions.Options;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Uploads;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Tests.Api;

public class UploadRulesTests
{
    private static readonly ObjectPrefix _folder = ObjectPrefix.Parse("s3://bucket/uploads/acme/0/");

    /// <summary>None of them may be the name of a file.</summary>
    private static readonly string[] _hostile =
    [
        "", "/", "/etc/passwd", "..", "../a.png", "a/../b.png", "a/..", "./a.png", "a/./b.png", ".", "a//b.png", "a/", "//a.png", "a\\b.png", "..\\a.png", "C:\\a.png",
        "a/%2e%2e/b.png", "%2e%2e/b.png", "a%2fb.png", "a%2Fb.png", "a%5cb.png", "a%00.png", "a%250a.png", "%c0%ae%c0%ae/a.png", "a\0b.png", "a\nb.png", "a\r\nb.png", "a\tb.png", "a\u007fb.png",
        "a\u0085b.png", "a\u202egnp.exe", "\ufeffa.png", "a\u2028b.png", "a\ud800b.png", new('a', 513), new('\u00fc', 257), "../../../../rival/0/a.png", "a/b/../../../../rival/x.png",
    ];

    // In one fact: a theory's rows cannot carry text that is no Unicode.
    [Fact]
    public void AddressOf_HostileName_IsRefused() =>
        Assert.All(_hostile, name => Assert.Equal(FailureCode.AddressInvalid, Assert.Throws<FarmException>(() => FileNames.AddressOf(_folder, name)).Code));

    [Theory]
    [InlineData("a.png")]
    [InlineData("Urlaub 2026/Grüße & mehr #1?.jpg")]
    [InlineData("100%.png")]
    [InlineData("...png")]
    [InlineData("s3:/a.png")]
    public void AddressOf_GoodName_StaysBelowTheFolder(string name)
    {
        var uri = FileNames.AddressOf(_folder, name);
        Assert.True(_folder.Covers(uri));
        Assert.EndsWith(name, uri.Key, StringComparison.Ordinal);
        Assert.Equal(name, string.Join('/', FileNames.Escaped(name).Split('/').Select(Uri.UnescapeDataString)));
    }

    [Fact]
    public void Validate_EachWrongSetting_IsToldByItsKey()
    {
        var wrong = new ApiOptions
        {
            UploadPrefix = "s3://bucket/uploads",
            ResultPrefix = "nonsense",
            LinkLife = TimeSpan.FromDays(8),
            MaxUploadBytes = 0,
            UploadLife = TimeSpan.FromMinutes(1),
            PublicUrl = "ftp://farm",
        };
        string[] keys = ["UploadPrefix", "ResultPrefix", "LinkLife", "MaxUploadBytes", "UploadLife", "PublicUrl"];
        var failures = new ApiOptionsValidator().Validate(null, wrong).Failures!.ToList();
        Assert.Equal(keys.Length, failures.Count);
        Assert.All(keys, key => Assert.Contains(failures, failure => failure.StartsWith($"Api:{key}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("s3://bucket/", "s3://bucket/results/")]
    [InlineData("s3://bucket/uploads/results/", "s3://bucket/uploads/")]
    [InlineData("s3://bucket/x/", "s3://bucket/x/")]
    public void Validate_PlacesInEachOther_AreRefused(string uploads, string results) =>
        Assert.Contains("lie in each other", Assert.Single(new ApiOptionsValidator().Validate(null, new ApiOptions { UploadPrefix = uploads, ResultPrefix = results }).Failures!), StringComparison.Ordinal);

    [Fact]
    public void Places_OfATenant_AreItsOwnByName()
    {
        var places = new TenantPlaces(Options.Create(new ApiOptions { UploadPrefix = "s3://uploads/", ResultPrefix = "s3://bucket/fetch/" }));
        Assert.Equal("s3://uploads/acme/", places.UploadsOf("acme")?.ToString());
        Assert.Equal("s3://bucket/fetch/acme/", places.ResultsOf("acme")?.ToString());
        var folder = TenantPlaces.FolderIn(places.ResultsOf("acme"))!;
        Assert.Equal("dir/a.png", TenantPlaces.NameIn(places.ResultsOf("acme"), ObjectUri.Of(folder.Bucket, folder.Start + "dir/a.png")));
        foreach (var other in new[] { "s3://bucket/fetch/acme/dir/a.png", "s3://bucket/fetch/rival/0/a.png", "s3://elsewhere/a.png" })
            Assert.Null(TenantPlaces.NameIn(places.ResultsOf("acme"), ObjectUri.Parse(other)));
    }
}
