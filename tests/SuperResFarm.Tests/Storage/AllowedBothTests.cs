using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Tests.Storage;

public class AllowedBothTests
{
    [Theory]
    [InlineData("s3://bucket/a/x.png", true)]
    [InlineData("s3://bucket/a/b/x.png", true)]
    [InlineData("s3://bucket/c/d/x.png", true)]
    [InlineData("s3://bucket/c/x.png", false)]
    [InlineData("s3://bucket/b/x.png", false)]
    [InlineData("s3://other/x.png", false)]
    [InlineData("s3://third/x.png", false)]
    public void And_TwoLists_AllowsWhatBothDo(string uri, bool good)
    {
        AllowedPrefixes one = new([ObjectPrefix.Parse("s3://bucket/a/"), ObjectPrefix.Parse("s3://bucket/c/d/"), ObjectPrefix.Parse("s3://other/")]);
        AllowedPrefixes two = new([ObjectPrefix.Parse("s3://bucket/"), ObjectPrefix.Parse("s3://third/")]);
        foreach (var both in new[] { one.And(two), two.And(one), one.And(two).And(null) })
        {
            var fault = Record.Exception(() => both.Demand(ObjectUri.Parse(uri)));
            Assert.Equal(good ? null : FailureCode.AddressForbidden, (fault as FarmException)?.Code);
        }
    }

    [Fact]
    public void And_NothingInCommon_AllowsNothing()
    {
        var none = new AllowedPrefixes([ObjectPrefix.Parse("s3://one/")]).And(new([ObjectPrefix.Parse("s3://two/")]));
        Assert.Throws<FarmException>(() => none.Demand(ObjectPrefix.Parse("s3://one/")));
        Assert.Throws<FarmException>(() => none.Demand(ObjectUri.Parse("s3://two/x")));
    }
}
