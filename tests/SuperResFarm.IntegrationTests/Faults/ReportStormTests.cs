using System.Text.Json;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.IntegrationTests.Broker;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Faults;

/// <summary>Messages that come twice, late and in the wrong order.</summary>
[Collection(FarmServers.Collection)]
public sealed class ReportStormTests(FarmServers servers, ITestOutputHelper output)
{
    [FarmFact]
    public async Task Reports_DuplicatedReorderedAndLate_ChangeNothing()
    {
        var undisturbed = await servers.UndisturbedAsync(output);
        await using var farm = await FarmRig.CreateAsync(servers, output);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SUPERRES_TEST_SEED"), out var given) ? given : Environment.TickCount;
        output.WriteLine($"SUPERRES_TEST_SEED={seed}");
        var random = new Random(seed);
        farm.StartApi();
        // The first attempts all fail, so that later reports of them are late ones.
        farm.StartWorker("w1", "worker.fetched=fail@1");
        var job = await farm.SubmitAsync();
        await using var other = await BrokerHost.StartAsync(servers.Broker.Settings(farm.VirtualHost));
        await farm.EndedAsync(job);
        var items = await farm.ItemsAsync(job);
        Assert.Contains(items, item => item.Attempt == 2);

        var reports = items.SelectMany(item => Enumerable.Range(0, item.Attempt + 1).SelectMany(attempt => ReportsOf(job, item, attempt))).ToArray();
        random.Shuffle(reports);
        foreach (var report in reports.Concat(reports))
            await other.Broker.SendAsync(report, CancellationToken.None);
        // Ten copies of every message, in any order: the work is done already, so each copy finds the result.
        var orders = items.SelectMany(item => Enumerable.Repeat(OrderOf(job, item), 10)).ToArray();
        random.Shuffle(orders);
        foreach (var order in orders)
            await other.Broker.SendAsync(order, CancellationToken.None);

        await farm.EmptyAsync(servers);
        await farm.VerifyAsync(servers, job, undisturbed);
        var after = await farm.ItemsAsync(job);
        Assert.Equal(items.Select(Told), after.Select(Told));
    }

    // As text: a result has a list in it, which is equal to itself only.
    private static string Told(ItemBody item) => JsonSerializer.Serialize(item, FarmJson.Options);

    private static IEnumerable<IItemReport> ReportsOf(Guid job, ItemBody item, int attempt) =>
    [
        new ItemStarted(job, item.Number, attempt, "stray", "cpu"),
        new ItemProgressed(job, item.Number, attempt, "stray", "cpu", 0.5),
        new ItemFailed(job, item.Number, attempt, "stray", "cpu", FailureCode.SourceCorrupt, Disposition.Reject, "A stray report."),
        new ItemFailed(job, item.Number, attempt, "stray", "cpu", FailureCode.Internal, Disposition.Retry, "A stray report."),
        new ItemUpscaled(job, item.Number, attempt, "stray", "cpu", item.Result! with { Sha256 = new string('0', 64) }),   // all have succeeded
    ];

    private static UpscaleItem OrderOf(Guid job, ItemBody item) => new(
        job, item.Number, item.Attempt, "default", Priority.Normal, item.Source, null, item.Target!, new UpscaleParameters { Model = "bicubic", Format = "png" });   // all have succeeded
}
