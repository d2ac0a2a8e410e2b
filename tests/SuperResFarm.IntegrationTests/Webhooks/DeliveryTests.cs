using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Api;
using SuperResFarm.IntegrationTests.Jobs;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.IntegrationTests.Webhooks;

/// <summary>What becomes of a delivery, whatever the receiver does.</summary>
[Collection(JobsServers.Collection)]
public class DeliveryTests(JobsServers servers)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Receiver_FailsAWhile_GetsTheSameMessageUntilItTakesIt(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        var answers = new Queue<int>([500, 503, 429, 404, 302, 200]);
        receiver.Answer = _ => Task.FromResult(answers.Dequeue());
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings());
        var webhook = await farm.HookAsync(receiver.Url, "job.completed");
        await farm.PostAsync<DeliveryBody>($"/v1/webhooks/{webhook.Id}/test", 202);
        var delivery = await farm.DeliveryAsync(webhook.Id, one => one.State == "delivered");
        Assert.Equal((6, 200, null, null), (delivery.Attempts, delivery.LastStatus, delivery.Error, delivery.NextTryAt));
        Assert.Equal(6, receiver.All.Count);   // the redirect was not followed
        Assert.Single(receiver.All.Select(one => (one.Id, Convert.ToBase64String(one.Body))).Distinct());
        Assert.All(receiver.All, one => Assert.True(one.IsSignedWith(webhook.Secret!)));
        Assert.Null((await farm.GetAsync<WebhookBody>($"/v1/webhooks/{webhook.Id}")).FailingSince);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Receiver_SaysGone_GetsNothingMoreUntilItIsEnabled(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => Task.FromResult(410);
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings(), new MemoryBroker { Worker = item => [item.Upscaled()] });
        var webhook = await farm.HookAsync(receiver.Url, "job.completed", "item.succeeded");
        await farm.PostAsync<DeliveryBody>($"/v1/webhooks/{webhook.Id}/test", 202);
        await TestFarm.UntilAsync(async () => !(await farm.GetAsync<WebhookBody>($"/v1/webhooks/{webhook.Id}")).Enabled);
        Assert.Equal("gone", (await farm.GetAsync<WebhookBody>($"/v1/webhooks/{webhook.Id}")).DisabledReason);
        Assert.Equal(("failed", 410), Assert.Single(await farm.LogAsync(webhook.Id)) is var failed ? (failed.State, failed.LastStatus) : default);
        await farm.EndAsync((await farm.SubmitAsync(2)).Id);
        foreach (var order in new[] { "test", $"deliveries/{failed.Id}/replay", "replay?since=2026-01-01T00:00:00Z" })
            await TestFarm.ProblemAsync(await farm.Http.PostAsync($"/v1/webhooks/{webhook.Id}/{order}", null), 409, "webhook-disabled");
        Assert.Single(receiver.All);

        receiver.Answer = _ => Task.FromResult(204);
        Assert.Null((await TestFarm.BodyAsync<WebhookBody>(await farm.PatchAsync(webhook.Id, new() { Enabled = true }), 200)).DisabledReason);
        await farm.EndAsync((await farm.SubmitAsync(2, "s3://images/more/{0}.png")).Id);
        await TestFarm.UntilAsync(() => Task.FromResult(receiver.Of("item.succeeded").Count == 2 && receiver.Of("job.completed").Count == 1));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Receiver_FailsForTooLong_DeliveryIsGivenUpAndTheWebhookDisabled(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => Task.FromResult(500);
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings(("GiveUpAfter", "00:00:03"), ("DisableAfter", "00:00:04")));
        var webhook = await farm.HookAsync(receiver.Url, "job.completed");
        await farm.PostAsync<DeliveryBody>($"/v1/webhooks/{webhook.Id}/test", 202);
        var failed = await farm.DeliveryAsync(webhook.Id, one => one.State == "failed");
        Assert.True(failed.Attempts >= 2, $"{failed.Attempts} attempts");
        Assert.Equal((500, "The receiver answered 500."), (failed.LastStatus, failed.Error));
        Assert.True((await farm.GetAsync<WebhookBody>($"/v1/webhooks/{webhook.Id}")) is { Enabled: true, FailingSince: not null });

        await farm.PostAsync<DeliveryBody>($"/v1/webhooks/{webhook.Id}/deliveries/{failed.Id}/replay", 202);
        await TestFarm.UntilAsync(async () => await farm.GetAsync<WebhookBody>($"/v1/webhooks/{webhook.Id}") is { Enabled: false, DisabledReason: "failing" });
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Receiver_Hangs_StopsNoOther(DatabaseKind kind)
    {
        await using var slow = await Receiver.StartAsync();
        await using var quick = await Receiver.StartAsync();
        using var hang = new CancellationTokenSource();
        slow.Answer = async _ =>
        {
            await Task.Delay(Timeout.Infinite, hang.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            return 200;
        };
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings(("Parallel", "4"), ("ParallelEach", "2"), ("Timeout", "00:00:30")), new MemoryBroker { Worker = item => [item.Upscaled()] });
        await farm.HookAsync(slow.Url, "item.succeeded");
        await farm.HookAsync(quick.Url, "item.succeeded");
        await farm.EndAsync((await farm.SubmitAsync(50)).Id);
        await TestFarm.UntilAsync(() => Task.FromResult(quick.All.Count == 50));
        Assert.Equal(2, slow.All.Count);
        await hang.CancelAsync();
        await TestFarm.UntilAsync(() => Task.FromResult(slow.All.Select(one => one.Id).Distinct().Count() == 50));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Rotate_BothSecretsSignUntilTheOldOnesTimeIsOver(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings());
        var first = await farm.HookAsync(receiver.Url, "job.completed");
        var second = await farm.PostAsync<WebhookBody>($"/v1/webhooks/{first.Id}/rotate", 200);
        Assert.NotEqual(first.Secret, second.Secret);
        Assert.InRange(second.PreviousSecretUntil!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(23.9), TimeSpan.FromHours(24.1));
        await farm.PostAsync<DeliveryBody>($"/v1/webhooks/{first.Id}/test", 202);
        await TestFarm.UntilAsync(() => Task.FromResult(receiver.All.Count == 1));
        var told = receiver.All.First();
        Assert.Equal(2, told.Signature.Split(' ').Length);
        Assert.True(told.IsSignedWith(first.Secret!) && told.IsSignedWith(second.Secret!));

        var database = farm.Services.GetRequiredService<JobsDatabase>();
        await database.WriteAsync(context => context.Webhooks.ExecuteUpdateAsync(row => row.SetProperty(one => one.OldSecretUntil, 1L)), default);
        await farm.PostAsync<DeliveryBody>($"/v1/webhooks/{first.Id}/test", 202);
        await TestFarm.UntilAsync(() => Task.FromResult(receiver.All.Count == 2));
        Assert.True(receiver.All.Last().IsSignedWith(second.Secret!));
        Assert.Single(receiver.All.Last().Signature.Split(' '));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Replay_OneOrAllSinceATime_UnderTheSameIds(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await TestFarm.StartAsync(servers, kind, Receiver.Settings(), new MemoryBroker { Worker = item => [item.Upscaled()] });
        var webhook = await farm.HookAsync(receiver.Url, "job.completed", "item.succeeded");
        await farm.EndAsync((await farm.SubmitAsync(3)).Id);
        await TestFarm.UntilAsync(async () => await farm.LogAsync(webhook.Id) is { Count: 4 } log && log.All(one => one.State == "delivered"));
        var ended = receiver.Of("job.completed").Single();

        Assert.Equal("pending", (await farm.PostAsync<DeliveryBody>($"/v1/webhooks/{webhook.Id}/deliveries/{ended.Id}/replay", 202)).State);
        await TestFarm.UntilAsync(() => Task.FromResult(receiver.All.Count == 5));
        Assert.All(receiver.Of("job.completed"), one => Assert.Equal((ended.Id, Convert.ToBase64String(ended.Body)), (one.Id, Convert.ToBase64String(one.Body))));

        // Also items whose deliveries the log has forgotten.
        var database = farm.Services.GetRequiredService<JobsDatabase>();
        await TestFarm.UntilAsync(async () => (await farm.LogAsync(webhook.Id)).All(one => one.State == "delivered"));
        await database.WriteAsync(context => context.Deliveries.Where(row => row.Event == "item.succeeded").Take(1).ExecuteDeleteAsync(), default);
        var replayed = await farm.PostAsync<ReplayBody>($"/v1/webhooks/{webhook.Id}/replay?since=2026-01-01T00:00:00Z", 202);
        Assert.Equal(new ReplayBody(1, 1), replayed);
        await TestFarm.UntilAsync(() => Task.FromResult(receiver.All.Count == 9));
        Assert.Equal(4, receiver.All.Select(one => one.Id).Distinct().Count());
        Assert.Equal(new ReplayBody(0, 0), await farm.PostAsync<ReplayBody>($"/v1/webhooks/{webhook.Id}/replay?since=2100-01-01T00:00:00Z", 202));
        await TestFarm.ProblemAsync(await farm.Http.PostAsync($"/v1/webhooks/{webhook.Id}/replay", null), 400, "since-invalid");
        await TestFarm.ProblemAsync(await farm.Http.PostAsync($"/v1/webhooks/{webhook.Id}/deliveries/{Guid.NewGuid()}/replay", null), 404, "delivery-unknown");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Farms_TwoOnOneDatabase_DeliverEachOnce(DatabaseKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        var address = await servers.CreateAsync(kind);
        await using var first = await TestFarm.StartAsync(servers, kind, Receiver.Settings(), new MemoryBroker { Worker = item => [item.Upscaled()] }, address);
        await using var second = await TestFarm.StartAsync(servers, kind, Receiver.Settings(), new MemoryBroker { Worker = item => [item.Upscaled()] }, address);
        await first.HookAsync(receiver.Url, "item.succeeded");
        await first.EndAsync((await first.SubmitAsync(200)).Id);
        await TestFarm.UntilAsync(() => Task.FromResult(receiver.All.Select(one => one.Id).Distinct().Count() == 200));
        Assert.Equal(200, receiver.All.Count);
    }
}
