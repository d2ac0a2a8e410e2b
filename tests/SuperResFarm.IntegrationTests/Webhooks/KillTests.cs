using System.Net.Http.Json;
using SuperResFarm.Contracts.Http;
using SuperResFarm.IntegrationTests.Faults;
using SuperResFarm.IntegrationTests.Operations;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Webhooks;

/// <summary>A service that is killed while it tells of what it has written.</summary>
[Collection(FarmServers.Collection)]
public sealed class KillTests(FarmServers servers, ITestOutputHelper output)
{
    [FarmTheory]
    [InlineData("api.delivering")]   // the job's end is committed, nothing is sent
    [InlineData("api.delivered")]    // the receiver has it, and that is not written down
    public async Task Kill9_BetweenCommitAndDelivery_IsDeliveredAfterTheRestart(string place)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var farm = await FarmRig.CreateAsync(servers, output);
        (string, string)[] settings = [.. MonitoredFarm.Receivers, ("Webhooks__Timeout", "00:00:02")];
        var doomed = farm.StartApi($"{place}=kill@1", settings);
        farm.StartWorker();
        var webhook = await farm.HookAsync(receiver.Url, "job.completed");
        var job = await farm.SubmitAsync();
        await doomed.EndedAsync();
        Assert.Equal(place == "api.delivering" ? 0 : 1, receiver.All.Count);

        farm.StartApi(settings: settings);
        await farm.UntilAsync("the webhook is delivered", async () =>
            (await farm.Client.GetFromJsonAsync<Page<DeliveryBody>>($"/v1/webhooks/{webhook.Id}/deliveries", FarmJson.Options))?.Items is [{ State: "delivered" }] ? "" : null);
        Assert.Equal(place == "api.delivering" ? 1 : 2, receiver.All.Count);
        Assert.Single(receiver.All.Select(one => one.Id).Distinct());
        Assert.All(receiver.All, one => Assert.True(one.IsSignedWith(webhook.Secret!)));
        Assert.Equal($"{job}", receiver.All.First().Data.GetProperty("jobId").GetString());
        Assert.Equal("completed", (await farm.JobAsync(job)).State);
    }
}
