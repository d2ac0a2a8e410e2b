using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Background;
using SuperResFarm.Api.Events;
using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Jobs;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.IntegrationTests.Api;

/// <summary>Listing on in a store that has bad moments.</summary>
[Collection(JobsServers.Collection)]
public class CrawlerTests(JobsServers servers)
{
    private static readonly JobPlan _plan = new()
    {
        Parameters = new UpscaleParameters { Model = "bicubic" },
        Access = new AccessRules(new AllowedPrefixes([ObjectPrefix.Parse("s3://images/in/a/"), ObjectPrefix.Parse("s3://images/in/b/")]), null),
        Size = "x4",
        Output = ObjectPrefix.Parse("s3://results/in/"),
        Prefix = ObjectPrefix.Parse("s3://images/in/"),
        Recursive = true,
    };

    [Fact]
    public async Task Turn_StoreIsUnavailable_WaitsLongerEachTimeAndGoesOnBehindTheLastPage()
    {
        using var store = await TestStore.CreateAsync(servers, DatabaseKind.Sqlite);
        var (job, listing) = (await SubmitAsync(store), new Listing { Keys = [.. Keys("a", 2500)], FailsAt = 1700 });
        await TurnAsync(store, listing);
        var waiting = await store.JobAsync(job);
        Assert.Equal((1000, false, "The store sleeps."), (waiting.Counts.Total, waiting.Crawl!.HasEnded, waiting.Crawl.Waiting));
        Assert.Null(await store.Crawls.ClaimAsync(default));
        for (var failures = 1; failures < 4; failures++)
        {
            await store.AdvanceClockAsync(TimeSpan.FromSeconds(Math.Pow(2, failures - 1) - 0.5));
            Assert.Null(await store.Crawls.ClaimAsync(default));
            await store.AdvanceClockAsync(TimeSpan.FromSeconds(1));
            await TurnAsync(store, listing);
        }
        listing.FailsAt = int.MaxValue;
        await store.AdvanceClockAsync(TimeSpan.FromMinutes(5));
        await TurnAsync(store, listing);
        var whole = await store.JobAsync(job);
        Assert.Equal((2500, true, null, null), (whole.Counts.Total, whole.Crawl!.HasEnded, whole.Crawl.Waiting, whole.Crawl.Error));
        Assert.Equal("in/a/0999.png", listing.Asked[^1]);
        await store.VerifyCountsAsync();
    }

    [Fact]
    public async Task Turn_StoreRefuses_EndsWithItsWords()
    {
        using var store = await TestStore.CreateAsync(servers, DatabaseKind.Sqlite);
        var job = await SubmitAsync(store);
        await TurnAsync(store, new Listing { Keys = [.. Keys("a", 10)], FailsAt = 5, Fault = FarmException.Rejected(FailureCode.SourceUnreadable, "The store does not permit it.") });
        Assert.Equal((0, true, "The store does not permit it."), (await store.JobAsync(job)) is var view ? (view.Counts.Total, view.Crawl!.HasEnded, view.Crawl.Error) : default);
        await store.VerifyCountsAsync();
    }

    [Fact]
    public async Task Turn_PlacesOfThen_RefuseWhatLiesElsewhere()
    {
        using var store = await TestStore.CreateAsync(servers, DatabaseKind.Sqlite);
        var job = await SubmitAsync(store);
        await TurnAsync(store, new Listing { Keys = ["in/a/1.png", "in/b/2.tif", "in/c/3.png", "in/notes.txt"] });
        var items = await store.Reader.ListItemsAsync(job, null, null, 10, default);
        Assert.Equal(["s3://results/in/a/1_bicubic_x4.png", "s3://results/in/b/2_bicubic_x4.tif"], items.Take(2).Select(item => item.Target));
        Assert.Equal((FailureCode.AddressForbidden, 0, 3), (items[2].Failure, items[2].Attempt, items.Count));
        Assert.Equal((3, 1L), (await store.JobAsync(job)).Crawl is { } crawl ? (crawl.Found, crawl.PassedOver) : default);
    }

    [Fact]
    public async Task Turn_PlanThatCannotBeRead_EndsTheListing()
    {
        using var store = await TestStore.CreateAsync(servers, DatabaseKind.Sqlite);
        var job = (await store.Submitter.SubmitAsync(TestStore.Submission() with { Crawl = new NewCrawl("{", null, 0) }, TestStore.Items(1), default)).JobId;
        await TurnAsync(store, new Listing());
        Assert.Contains("cannot be read", (await store.JobAsync(job)).Crawl?.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_Kept_IsTheSameAgain()
    {
        var again = CrawlPlan.PlanOf(CrawlPlan.TextOf(_plan));
        Assert.Equal((_plan.Parameters, _plan.Size, _plan.Output, _plan.Prefix, _plan.Recursive), (again.Parameters, again.Size, again.Output, again.Prefix, again.Recursive));
        Assert.Equal(_plan.Access.Read?.Prefixes, again.Access.Read?.Prefixes);
        Assert.Null(again.Access.Write);
        Assert.Equal(CrawlPlan.TextOf(_plan), CrawlPlan.TextOf(again));
    }

    private static IEnumerable<string> Keys(string folder, int count) => Enumerable.Range(0, count).Select(number => $"in/{folder}/{number:0000}.png");

    private static async Task<Guid> SubmitAsync(TestStore store) =>
        (await store.Submitter.SubmitAsync(TestStore.Submission() with { Crawl = new NewCrawl(CrawlPlan.TextOf(_plan), null, 0) }, TestStore.Items(0), default)).JobId;

    private static async Task TurnAsync(TestStore store, Listing listing)
    {
        var crawler = new Crawler(store.Crawls, new PrefixPages(listing, TimeProvider.System), new TenantPlaces(Options.Create(new ApiOptions())), new JobWatches(store.Reader, TimeProvider.System, NullLogger<JobWatches>.Instance),
            Options.Create(new ApiOptions()), NullLogger<Crawler>.Instance);
        var claim = await store.Crawls.ClaimAsync(default);
        Assert.NotNull(claim);
        await crawler.TurnAsync(claim, default);
    }

    /// <summary>A store that can only be listed.</summary>
    private sealed class Listing : IObjectStore
    {
        public IReadOnlyList<string> Keys { get; init; } = [];
        public int FailsAt { get; set; } = int.MaxValue;
        public FarmException Fault { get; init; } = new(FailureCode.StorageUnavailable, Disposition.Retry, "The store sleeps.");
        public List<string?> Asked { get; } = [];

        public async IAsyncEnumerable<ObjectEntry> ListAsync(ObjectPrefix prefix, string? after, [EnumeratorCancellation] CancellationToken ct)
        {
            await Task.Yield();
            Asked.Add(after);
            for (var at = 0; at < Keys.Count; at++)
            {
                if (at == FailsAt)
                    throw Fault;
                if (after is null || string.CompareOrdinal(Keys[at], after) > 0)
                    yield return new ObjectEntry(prefix.Bucket, Keys[at], 1, "etag", DateTimeOffset.UnixEpoch);
            }
        }

        public Task<ObjectHead?> FindAsync(ObjectUri uri, CancellationToken ct) => throw new NotSupportedException();

        public Task<ObjectContent> OpenReadAsync(ObjectUri uri, ReadOptions options, CancellationToken ct) => throw new NotSupportedException();

        public Task<WriteResult> WriteAsync(ObjectUri uri, Func<Stream, CancellationToken, Task> produce, WriteOptions options, CancellationToken ct) => throw new NotSupportedException();

        public Task DeleteAsync(ObjectUri uri, CancellationToken ct) => throw new NotSupportedException();

        public bool CanPresign => false;

        public PresignedAddress Presign(ObjectUri uri, PresignOptions options) => throw new NotSupportedException();

        public Task<int> AbortStaleUploadsAsync(ObjectPrefix prefix, TimeSpan olderThan, CancellationToken ct) => throw new NotSupportedException();
    }
}
