using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Api;
using SuperResFarm.IntegrationTests.Jobs;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Rules;
using SuperResFarm.Jobs.Webhooks;

namespace SuperResFarm.IntegrationTests.Webhooks;

/// <summary>The log of deliveries does not grow for ever, and what still has to be delivered is never forgotten.</summary>
[Collection(JobsServers.Collection)]
public class UpkeepTests(JobsServers servers)
{
    // 2100, in Unix milliseconds.
    private const long Later = 4_102_444_800_000;

    private static readonly TimeSpan _long = TimeSpan.FromDays(7);

    [Theory, OnSqlite, OnPostgres]
    public async Task Run_OldAndDone_AreForgottenAndWhatWaitsStays(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings());
        var (webhook, other) = (await farm.HookAsync(receiver.Url, "job.completed"), await farm.HookAsync(receiver.Url, "job.completed"));
        foreach (var of in new[] { webhook, webhook, other })
            await farm.PostAsync<DeliveryBody>($"/v1/webhooks/{of.Id}/test", 202);
        await TestFarm.UntilAsync(async () => (await farm.LogAsync(webhook.Id)).Concat(await farm.LogAsync(other.Id)).All(one => one.State == "delivered"));
        var waiting = (await farm.LogAsync(webhook.Id))[0].Id;
        await ChangeAsync(farm, rows => rows.Where(row => row.Id == waiting).ExecuteUpdateAsync(row => row.SetProperty(one => one.State, DeliveryState.Pending)
            .SetProperty(one => one.DueAt, Later)));

        await UpkeepAsync(farm, _long, most: 10);
        Assert.Equal((2, 1), ((await farm.LogAsync(webhook.Id)).Count, (await farm.LogAsync(other.Id)).Count));
        var week = (long)_long.TotalMilliseconds;
        await ChangeAsync(farm, rows => rows.ExecuteUpdateAsync(row => row.SetProperty(one => one.CreatedAt, one => one.CreatedAt - week - 1)));
        await UpkeepAsync(farm, _long, most: 10);
        Assert.Equal(waiting, Assert.Single(await farm.LogAsync(webhook.Id)).Id);
        Assert.Empty(await farm.LogAsync(other.Id));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Run_MoreThanAreKept_ForgetsTheOldestOfEachWebhook(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings());
        var (busy, quiet) = (await farm.HookAsync(receiver.Url, "job.completed"), await farm.HookAsync(receiver.Url, "job.completed"));
        await farm.PostAsync<DeliveryBody>($"/v1/webhooks/{quiet.Id}/test", 202);
        for (var test = 0; test < 5; test++)
        {
            await farm.PostAsync<DeliveryBody>($"/v1/webhooks/{busy.Id}/test", 202);
            await Task.Delay(2);   // ids of one millisecond have no order
        }
        await TestFarm.UntilAsync(async () => (await farm.LogAsync(busy.Id)).Concat(await farm.LogAsync(quiet.Id)).All(one => one.State == "delivered"));
        var newest = (await farm.LogAsync(busy.Id)).Take(3).Select(one => one.Id);
        await UpkeepAsync(farm, _long, most: 3);
        Assert.Equal(newest, (await farm.LogAsync(busy.Id)).Select(one => one.Id));
        Assert.Single(await farm.LogAsync(quiet.Id));
    }

    private static Task UpkeepAsync(TestFarm farm, TimeSpan memory, int most) => farm.Services.GetRequiredService<WebhookUpkeep>().RunAsync(_long * 2, memory, most, default);

    private static async Task ChangeAsync(TestFarm farm, Func<IQueryable<DeliveryRow>, Task<int>> change)
    {
        await using var context = farm.Services.GetRequiredService<JobsDatabase>().Dialect.Open();
        Assert.NotEqual(0, await change(context.Deliveries));
    }
}
