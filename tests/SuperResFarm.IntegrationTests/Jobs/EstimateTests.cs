using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Estimates;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Store;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.IntegrationTests.Jobs;

/// <summary>What the ledger learns from results, and what is told of the end of jobs.</summary>
[Collection(JobsServers.Collection)]
public class EstimateTests(JobsServers servers)
{
    private const int Items = 1000;
    private static readonly string _model = new('b', 64);

    [Theory, OnSqlite, OnPostgres]
    public Task Eta_AfterATenthOfAMixedJob_IsWithin15Percent(DatabaseKind kind) => MeasureAsync(kind, smallFirst: false);

    [Theory, OnSqlite, OnPostgres]
    public Task Eta_SmallImagesFirst_IsWithin15Percent(DatabaseKind kind) => MeasureAsync(kind, smallFirst: true);

    [Theory, OnSqlite, OnPostgres]
    public async Task Rates_ForgetSlowly_AndKeepModelsApart(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.SubmitAsync(600);
        var items = await store.DispatchAsync();
        await store.Ledger.ApplyAsync([.. items.Take(500).Select(item => Upscaled(item, 2, 10, cost: 0.5))], default);
        await store.Ledger.ApplyAsync([Upscaled(items[500], 1, 3) with { Result = Result(1, 3) with { ModelSha256 = new string('c', 64) } }], default);
        var farm = await new FarmPaceReader(store.Database).ReadAsync(default);
        Assert.Equal(2, farm.Rates.Count);
        var rate = farm.RateOf(new UpscaleParameters { Model = "compact", ModelSha256 = _model })!;
        Assert.Equal((500, 1000, 5000), (rate.Sums.Items, rate.Sums.Megapixels, Math.Round(rate.Sums.Seconds, 6)));
        Assert.Equal(0.05, rate.CostPerSecond!.Value, 9);

        await store.Ledger.ApplyAsync([Upscaled(items[501], 2, 20)], default);
        rate = (await new FarmPaceReader(store.Database).ReadAsync(default)).RateOf(new UpscaleParameters { Model = "compact", ModelSha256 = _model })!;
        Assert.Equal(500 * Math.Pow(0.5, 1 / 500.0) + 1, rate.Sums.Items, 6);
        Assert.Equal(0.05, rate.CostPerSecond!.Value, 9);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Results_WithoutDeviceSeconds_TeachNothing_AndTheirSizesCount(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(4);
        var items = await store.DispatchAsync();
        await store.Ledger.ApplyAsync([
            Upscaled(items[0], 2, null), Upscaled(items[1], 2, 5) with { Result = Result(2, 5) with { Adopted = true } },
            Upscaled(items[2], 2, 1e12), Upscaled(items[3], 2, -1)], default);
        var view = await store.JobAsync(job);
        Assert.Equal((4, 8, 0), (view.Work.Sized, view.Work.SizedMegapixels, view.Work.Measured.Items));
        var farm = await new FarmPaceReader(store.Database).ReadAsync(default);
        Assert.Empty(farm.Rates);
        Assert.Null(farm.Capacity);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Results_ReportedTwice_CountOnce(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var job = await store.SubmitAsync(2);
        var item = (await store.DispatchAsync())[0];
        await store.Ledger.ApplyAsync([Upscaled(item, 2, 5), Upscaled(item, 2, 5)], default);
        await store.Ledger.ApplyAsync([Upscaled(item, 2, 5)], default);
        Assert.Equal(WorkSums.Of(2, 5), (await store.JobAsync(job)).Work.Measured);
        Assert.Equal(1, (await new FarmPaceReader(store.Database).ReadAsync(default)).Rates.Single().Sums.Items);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Results_OfManyModelsFromTwoLedgersAtOnce_AreAllCounted(DatabaseKind kind)
    {
        var address = await servers.CreateAsync(kind);
        using var store = TestStore.Open(kind, address);
        await store.Database.MigrateAsync(default);
        await store.SubmitAsync(400);
        var items = await store.DispatchAsync();
        using var other = TestStore.Open(kind, address);
        var reports = items.Select((item, at) => (IItemReport)(Upscaled(item, 1, 1) with { Result = Result(1, 1) with { ModelSha256 = new string((char)('a' + at % 7), 64) } })).ToArray();
        new Random(5).Shuffle(reports);
        await Task.WhenAll(reports.Chunk(20).Select((some, at) => (at % 2 == 0 ? store : other).Ledger.ApplyAsync(some, default)));
        var farm = await new FarmPaceReader(store.Database).ReadAsync(default);
        Assert.Equal(7, farm.Rates.Count);
        Assert.All(farm.Rates, rate => Assert.InRange(rate.Sums.Items, 50, 58));
        Assert.Equal(400, farm.Capacity!.Items);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Surveys_AreGivenToOne_AndAgainWhenTheJobHasGrown(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        var surveys = new SurveyStore(store.Database);
        var (lease, one, job) = (TimeSpan.FromMinutes(5), await store.SubmitAsync(1), await store.SubmitAsync(6));
        Assert.Equal((job, 6), await surveys.TakeAsync(lease, default));
        Assert.Null(await surveys.TakeAsync(lease, default));
        Assert.Equal(["in/000001.png", "in/000004.png"], (await surveys.ItemsAsync(job, [4, 1, 17], default)).Select(item => item.Source));
        await surveys.SaveAsync(job, 6, new SizeSurvey(6, 3, 2, 5, 13), default);
        Assert.Null(await surveys.TakeAsync(lease, default));
        Assert.Equal(new SizeSurvey(6, 3, 2, 5, 13), (await store.JobAsync(job)).Work.Survey);
        await surveys.SaveAsync(job, 2, new SizeSurvey(2, 2, 2, 5, 13), default);
        Assert.Equal((job, 6), await surveys.TakeAsync(lease, default));
        Assert.NotEqual(one, job);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Capacity_CountsMinutesWithWorkOnly_AndOldOnesAreForgotten(DatabaseKind kind)
    {
        using var store = await TestStore.CreateAsync(servers, kind);
        await store.Database.WriteAsync(async context =>
        {
            var minute = await store.Database.NowAsync(context, default) / 60_000;
            foreach (var (ago, items, seconds) in new[] { (2L, 10, 30.0), (5L, 10, 90.0), (30L, 10, 1e6), (61L, 10, 1e6), (100L, 10, 1e6) })
                context.Minutes.Add(new() { Minute = minute - ago, BeganAt = (minute - ago) * 60_000, Items = items, Seconds = seconds });
            return await context.SaveChangesAsync();
        }, default);
        Assert.Equal((1, 20), (await new FarmPaceReader(store.Database).ReadAsync(default)).Capacity is { } capacity ? (Math.Round(capacity.Devices, 6), capacity.Items) : default);
        await new SurveyStore(store.Database).ForgetOldAsync(default);
        await using var look = store.Database.Dialect.Open();
        Assert.Equal(3, await look.Minutes.CountAsync());
    }

    private async Task MeasureAsync(DatabaseKind kind, bool smallFirst)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            using var store = await TestStore.CreateAsync(servers, kind);
            var (job, work) = (await store.SubmitAsync(Items), MakeWork(seed, smallFirst));
            await SurveyAsync(store, job, work, smallFirst ? Items : 400, seed);
            await WorkAsync(store, work, Items / 10);
            var eta = JobEta.Of(await store.JobAsync(job), await new FarmPaceReader(store.Database).ReadAsync(default), TimeProvider.System.GetUtcNow())!;
            await WorkAsync(store, work, Items);
            var end = await store.JobAsync(job);
            var actual = work.Sum(item => item.Seconds);
            Assert.Equal((JobState.Completed, Items), (end.State, end.Work.Sized));
            Assert.Equal(actual, end.Work.Measured.Seconds, 6);
            Assert.InRange(eta.Work.Total.Value / actual, 0.85, 1.15);
            Assert.NotNull(eta.Finish);
            if (smallFirst)
                Assert.True(work.Take(Items / 10).Sum(item => item.Seconds) * 10 < actual / 2, "The plain mean would do.");
        }
    }

    private static (double Megapixels, double Seconds)[] MakeWork(int seed, bool smallFirst)
    {
        var random = new Random(seed);
        var items = Enumerable.Range(0, Items).Select(_ => Math.Exp(-1 + Normal())).Select(megapixels => (megapixels, (0.05 + 7 * megapixels) * (1 + 0.1 * Normal()))).ToArray();
        return smallFirst ? [.. items.OrderBy(item => item.megapixels)] : items;

        double Normal() => Math.Clamp(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()), -3, 3);
    }

    private static async Task SurveyAsync(TestStore store, Guid job, (double Megapixels, double Seconds)[] work, int sample, int seed)
    {
        var (surveys, drawn) = (new SurveyStore(store.Database), Enumerable.Range(0, work.Length).ToArray());
        new Random(seed).Shuffle(drawn);
        Assert.Equal((job, work.Length), await surveys.TakeAsync(TimeSpan.FromMinutes(1), default));
        await surveys.SaveAsync(job, work.Length, drawn.Take(sample).Aggregate(SizeSurvey.None with { Population = work.Length }, (sum, at) => sum.With(work[at].Megapixels)), default);
    }

    // Items of a job are handed out in their order.
    private static async Task WorkAsync(TestStore store, (double Megapixels, double Seconds)[] work, int until)
    {
        var done = (await store.JobsAsync()).Single().Counts.Ended;
        foreach (var some in (await store.DispatchAsync(until - done)).Chunk(100))
            Assert.DoesNotContain(false, await store.Ledger.ApplyAsync([.. some.Select(item => Upscaled(item, work[item.Item].Megapixels, work[item.Item].Seconds))], default));
    }

    private static ItemUpscaled Upscaled(UpscaleItem item, double megapixels, double? seconds, double? cost = null) =>
        new(item.JobId, item.Item, item.Attempt, "w1", "cpu", Result(megapixels, seconds) with { Cost = cost });

    private static ItemResult Result(double megapixels, double? seconds) =>
        new(new string('a', 64), 12345, 4000, 3000, 1000, (int)Math.Round(1000 * megapixels), _model, false, TimeSpan.FromSeconds(1.5)) { DeviceSeconds = seconds };
}
