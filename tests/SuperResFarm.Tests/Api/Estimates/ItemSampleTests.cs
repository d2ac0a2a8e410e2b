using SuperResFarm.Api.Estimates;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.Tests.Api.Estimates;

public class ItemSampleTests
{
    [Fact]
    public async Task Draw_AsManyAsThereAre_TakesAll()
    {
        var sample = await DrawAsync(10, 10, 1);
        Assert.Equal((10, 2, 8), (sample.Items, sample.Refused, sample.Drawn.Count));
        Assert.DoesNotContain(sample.Drawn, item => item.Refusal is not null);
    }

    [Fact]
    public async Task Draw_EqualSeeds_DrawTheSame()
    {
        var (one, same, other) = (await DrawAsync(1000, 20, 7), await DrawAsync(1000, 20, 7), await DrawAsync(1000, 20, 8));
        Assert.Equal(one.Drawn, same.Drawn);
        Assert.NotEqual(one.Drawn, other.Drawn);
        Assert.Equal(20, one.Drawn.Distinct().Count());
    }

    [Fact]
    public async Task Draw_ManyTimes_EachIsAsLikelyAsAnyOther()
    {
        var drawn = new int[50];
        for (var seed = 0; seed < 4000; seed++)
            foreach (var item in (await DrawAsync(50, 10, seed)).Drawn)
                drawn[int.Parse(item.Source, System.Globalization.CultureInfo.InvariantCulture)]++;
        // Every fifth is refused, so ten of forty.
        Assert.All(drawn.Where((_, at) => at % 5 != 0), count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public async Task Draw_None_LooksAtNothing() => Assert.Equal((5, 1, 0), await DrawAsync(5, 0, 1) is var sample ? (sample.Items, sample.Refused, sample.Drawn.Count) : default);

    [Fact]
    public async Task Draw_NoItems_IsRefused() => Assert.Equal(FailureCode.SettingsInvalid, (await Assert.ThrowsAsync<FarmException>(() => DrawAsync(0, 10, 1))).Code);

    private static Task<ItemSample> DrawAsync(int items, int most, int seed) => ItemSample.DrawAsync(Enumerable.Range(0, items).Select(at => new NewItem($"{at}", "t")
    {
        Refusal = at % 5 == 0 ? new Refusal(FailureCode.LineInvalid, "It is wrong.") : null,
    }).ToAsyncEnumerable(), most, seed, default);
}
