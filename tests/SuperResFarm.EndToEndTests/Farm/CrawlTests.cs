using System.Diagnostics;

namespace SuperResFarm.EndToEndTests.Farm;

/// <summary>A prefix that is longer than a request waits for.</summary>
public sealed class CrawlTests : IAsyncLifetime, IDisposable
{
    private const int Objects = 2500;

    private readonly Workplace _work = new();
    private RealFarm _farm = null!;

    public async Task InitializeAsync()
    {
        _work.Variables["Api__CrawlInRequest"] = "5";
        _work.Variables["SUPERRES_FAILPOINTS"] = "api.crawled=pause:2";   // after each page
        _farm = await RealFarm.StartAsync(_work);
        _work.Variables["SUPERRES_FARM"] = _farm.Url;
    }

    public async Task DisposeAsync() => await _farm.DisposeAsync();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Serve_KilledInTheMiddle_GoesOnAndListsEachObjectOnce()
    {
        for (var number = 0; number < Objects; number++)
            _farm.PutText($"s3://photos/x/{number:0000}.png");
        var id = (await _work.RunAsync("submit", "--prefix", "s3://photos/x/", "-o", "s3://results/", "-n", "bicubic")).Exits(0).Out.Trim();
        var since = Stopwatch.StartNew();
        for (var found = 0; found is <= 5 or Objects;)
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(60), $"{found} were found; the listing cannot be met in its middle.");
            found = (int)new JsonLines((await _work.RunAsync("jobs", id, "--json")).Exits(0).Out).All[0]["crawl"]!["found"]!;
        }
        await _farm.KillAndStartAgainAsync();
        (await _work.RunAsync("watch", id)).Exits(1);   // none of them is an image
        var lines = new JsonLines((await _work.RunAsync("report", id)).Exits(0).Out).All;
        Assert.Equal(Enumerable.Range(0, Objects).Select(number => $"s3://photos/x/{number:0000}.png"), lines.Select(line => (string)line["source"]!));
    }
}
