using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Tests.Storage;

public class SharedPrefixTests
{
    private static readonly AllowedPrefixes _everywhere = AllowedPrefixes.Everywhere.Sharing(Shared(open: true));
    private static readonly AllowedPrefixes _elsewhere = new AllowedPrefixes([ObjectPrefix.Parse("s3://bucket/in/")]).Sharing(Shared(open: true));
    private static readonly AllowedPrefixes _closed = new AllowedPrefixes([ObjectPrefix.Parse("s3://bucket/in/")]).Sharing(Shared(open: false));

    [Theory]
    [InlineData("s3://bucket/uploads/acme/1/a.png", true, true, false)]
    [InlineData("s3://bucket/in/a.png", true, true, true)]
    [InlineData("s3://bucket/other/a.png", true, false, false)]
    [InlineData("s3://bucket/uploads/rival/1/a.png", false, false, false)]
    [InlineData("s3://bucket/uploads/acme-rival/1/a.png", false, false, false)]
    [InlineData("s3://bucket/uploads/acme", false, false, false)]
    [InlineData("s3://bucket/uploads/a.png", false, false, false)]
    [InlineData("s3://bucket/uploads-of-old/a.png", true, false, false)]
    public void Demand_AnObject_PassesWhereItMay(string uri, bool everywhere, bool elsewhere, bool closed)
    {
        foreach (var (allowed, passes) in new[] { (_everywhere, everywhere), (_elsewhere, elsewhere), (_closed, closed) })
            Assert.Equal(passes, Record.Exception(() => allowed.Demand(ObjectUri.Parse(uri))) is null);
    }

    [Theory]
    [InlineData("s3://bucket/uploads/acme/", true)]
    [InlineData("s3://bucket/uploads/acme/2026", true)]
    [InlineData("s3://bucket/in/", true)]
    [InlineData("s3://other/", true)]
    [InlineData("s3://bucket/uploads/acme", false)]
    [InlineData("s3://bucket/uploads/rival/", false)]
    [InlineData("s3://bucket/uploads/", false)]
    [InlineData("s3://bucket/uploads", false)]
    [InlineData("s3://bucket/up", false)]
    [InlineData("s3://bucket/", false)]
    public void DemandCrawl_NeverReachesIntoPlacesOfOthers(string prefix, bool passes)
    {
        var fault = Record.Exception(() => _everywhere.Demand(ObjectPrefix.Parse(prefix)));
        Assert.Equal(passes, fault is null);
        Assert.True(passes || fault is FarmException { Code: FailureCode.AddressForbidden });
    }

    [Fact]
    public void And_OfEverywhere_IsTheOther()
    {
        var one = new AllowedPrefixes([ObjectPrefix.Parse("s3://one/")]);
        foreach (var both in new[] { AllowedPrefixes.Everywhere.And(one), one.And(AllowedPrefixes.Everywhere) })
        {
            both.Demand(ObjectUri.Parse("s3://one/a"));
            Assert.Throws<FarmException>(() => both.Demand(ObjectUri.Parse("s3://two/a")));
        }
    }

    private static SharedPrefix Shared(bool open) => new(ObjectPrefix.Parse("s3://bucket/uploads/"), ObjectPrefix.Parse("s3://bucket/uploads/acme/"), open);
}
