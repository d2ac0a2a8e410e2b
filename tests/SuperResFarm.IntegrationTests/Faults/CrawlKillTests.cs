using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Jobs;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>A service that is killed while it lists a long prefix behind its submission.</summary>
[Collection(FarmServers.Collection)]
public sealed class CrawlKillTests(FarmServers servers, ITestOutputHelper output)
{
    private const int Images = 3456;

    [FarmTheory]
    [InlineData("api.crawling")]   // listed, not written
    [InlineData("api.crawled")]    // written, not gone on
    public async Task Kill9_BetweenPages_EachObjectIsAnItemOnce(string place)
    {
        await using var farm = await FarmRig.CreateAsync(servers, output);
        await Parallel.ForEachAsync(Enumerable.Range(0, Images), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, ct) =>
            await servers.Store.Raw.PutObjectAsync(new() { BucketName = farm.Bucket, Key = Key(number), ContentBody = "no picture", UseChunkEncoding = false }, ct));
        var doomed = farm.StartApi($"{place}=kill@2", ("Api__CrawlInRequest", "100"));
        var job = await farm.SubmitAsync(change: request => request with { Prefix = new PrefixRequest($"s3://{farm.Bucket}/many/") });
        await doomed.EndedAsync();
        farm.StartApi("", ("Api__CrawlInRequest", "100"));
        var listed = await farm.UntilAsync("the prefix is listed", async () => await farm.JobAsync(job) is { Crawl.Ended: true } now ? now : null);
        Assert.Equal((Images, new CrawlBody(Images, 0, true)), (listed.Counts.Total, listed.Crawl));

        using var store = TestStore.Open(DatabaseKind.Postgres, farm.Database);
        await using var context = store.Database.Dialect.Open();
        var sources = await context.Items.Where(item => item.JobId == job).OrderBy(item => item.Number).Select(item => new { item.Number, item.Source }).ToListAsync();
        Assert.Equal(Enumerable.Range(0, Images), sources.Select(item => item.Number));
        Assert.Equal(Enumerable.Range(0, Images).Select(number => $"s3://{farm.Bucket}/{Key(number)}"), sources.Select(item => item.Source));
        await store.VerifyCountsAsync();
    }

    private static string Key(int number) => $"many/{number / 100:00}/{number:0000}.png";
}
