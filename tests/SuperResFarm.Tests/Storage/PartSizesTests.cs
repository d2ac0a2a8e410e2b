using SuperResFarm.Storage.S3;

namespace SuperResFarm.Tests.Storage;

public class PartSizesTests
{
    [Theory, InlineData(5), InlineData(8), InlineData(64), InlineData(512)]
    public void Of_AllParts_HoldTheLargestObjectWithinTheLimits(int mebibytes)
    {
        var sizes = Enumerable.Range(1, PartSizes.MaxParts).Select(number => PartSizes.Of(number, mebibytes << 20)).ToList();
        Assert.True(sizes.Sum(size => (long)size) >= PartSizes.MaxObjectBytes);
        Assert.Equal(sizes.Order(), sizes);
        Assert.All(sizes, size => Assert.InRange(size, mebibytes << 20, Math.Max(mebibytes << 20, 1300 << 20)));
    }

    [Fact]
    public void Of_FirstThousandParts_HaveTheSizeThatWasSet() => Assert.Equal(8 << 20, PartSizes.Of(1000, 8 << 20));
}
