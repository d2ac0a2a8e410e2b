using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Tests.Storage;

public class AllowedPrefixesTests
{
    private static readonly AllowedPrefixes _acme = new([ObjectPrefix.Parse("s3://shared/acme/"), ObjectPrefix.Parse("s3://acme-own")]);

    [Theory]
    [InlineData("s3://shared/acme/a.png")]
    [InlineData("s3://shared/acme/deep/er/a.png")]
    [InlineData("s3://acme-own/a.png")]
    public void Demand_UnderAPrefix_Passes(string uri) => _acme.Demand(ObjectUri.Parse(uri));

    [Theory]
    [InlineData("s3://shared/acme")]
    [InlineData("s3://shared/acme-rival/a.png")]
    [InlineData("s3://shared/ACME/a.png")]
    [InlineData("s3://shared/rival/acme/a.png")]
    [InlineData("s3://acme-own2/a.png")]
    [InlineData("s3://other/acme/a.png")]
    public void Demand_Elsewhere_IsRefused(string uri) =>
        Assert.Equal(FailureCode.AddressForbidden, Assert.Throws<FarmException>(() => _acme.Demand(ObjectUri.Parse(uri))).Code);

    [Fact]
    public void DemandCrawl_WiderThanAllowed_IsRefused()
    {
        _acme.Demand(ObjectPrefix.Parse("s3://shared/acme/2024-"));
        Assert.Throws<FarmException>(() => _acme.Demand(ObjectPrefix.Parse("s3://shared/acme")));
        Assert.Throws<FarmException>(() => _acme.Demand(ObjectPrefix.Parse("s3://shared/")));
    }

    [Fact]
    public void New_PrefixThatEndsInAName_IsRefused() =>
        Assert.Throws<FarmException>(() => new AllowedPrefixes([ObjectPrefix.Parse("s3://shared/acme")]));

    [Fact]
    public void Demand_NothingAllowed_IsRefused() =>
        Assert.Throws<FarmException>(() => new AllowedPrefixes([]).Demand(ObjectUri.Parse("s3://shared/a")));
}
